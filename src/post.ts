/**
 * The post step of the action. `index.ts` recognizes it by the name of this file. The saved state of the main step cannot
 * be used for this: a main step that was killed at its start has saved no state, so it would run again instead of the
 * clean-up.
 */
import './index.ts';
