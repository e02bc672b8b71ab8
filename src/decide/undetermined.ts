import { type Answer, type Case, pass, settled } from './case.ts';

/** Nobody may hide what nobody understood: this comes before every rule of the settings. */
export const undetermined = ({ diagnosis }: Case): Answer =>
  diagnosis.verdict === 'undetermined'
    ? settled({
        action: 'route',
        rule: 'undetermined',
        reason: 'what would decide is not known, and that is always told',
      })
    : pass();
