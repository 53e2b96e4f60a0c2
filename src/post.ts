/**
 * The post half, told by the name of its file: state of the main half cannot tell it, for a main half that was killed
 * right at its start saved none, and would be run once more in the place of the clean-up.
 */
import './index.ts';
