import { benchNets } from '../measure/bench-command.ts';

/** `bench style`: nets that repaint a picture, ours and the peers. */
export default (args: readonly string[]) => benchNets('style', args);
