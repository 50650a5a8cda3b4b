import { benchNets } from '../measure/bench-command.ts';

/** `bench conv`: stacks of convolutions, ours and the peers. */
export default (args: readonly string[]) => benchNets('conv', args);
