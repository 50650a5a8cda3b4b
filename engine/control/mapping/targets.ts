/** What a target means now. */
export type Target =
  | { readonly kind: 'param'; readonly id: string }
  | {
      readonly kind: 'action';
      readonly name: string;
      /** @param device whose control asks, for what concerns its own pages */
      run(device: string): void;
    };

/** Finds what targets mean: what is in hand changes, so it is asked at every move. */
export interface Targets {
  /** Null when there is nothing there now, such as the ninth parameter of a scene of eight. */
  resolve(target: string): Target | null;
}
