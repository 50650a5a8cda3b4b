import styles from './styles.json';

/** A style that the net was trained with; a line of styles.json, which export.py writes. */
export interface BuiltInStyle {
  /** Name of its fader. */
  readonly name: string;
  readonly label: string;
  readonly maker: string;
  /** File of the picture that it is of, or the texture that was drawn. */
  readonly source: string;
  readonly licence: string;
  /** `[CODE_SIZE]`, of the weights that it was exported with. */
  readonly code: readonly number[];
}

/** The built-in styles, in the order of their faders. */
export const builtInStyles: readonly BuiltInStyle[] = styles;
