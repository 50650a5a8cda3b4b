/** A key as it stands on the keyboard. */
export function KeyCap({ cap }: { readonly cap: string }) {
  return (
    <span class="cap" aria-hidden="true">
      {cap}
    </span>
  );
}
