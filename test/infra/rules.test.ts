/** infra/prometheus/lastword.rules.yml, judged by Prometheus' own tester. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import { promtoolTest } from '../support/promtool.ts';
import { stateFolder } from '../support/service.ts';

const rules = join(import.meta.dirname, '../../infra/prometheus/lastword.rules.yml');

/** Which alerts fire after half an hour of these series (`series: values`, a value a minute), with all their labels. */
function fires(series: Record<string, string>, expected: string[]): void {
  const { directory, remove } = stateFolder();
  try {
    const file = join(directory, 'rules.test.yml');
    const test = {
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: [
        {
          expr: 'ALERTS{alertstate="firing"}',
          eval_time: '30m',
          exp_samples: expected.map((labels) => ({ labels: `ALERTS{alertstate="firing", ${labels}}`, value: 1 })),
        },
      ],
    };
    writeFileSync(file, stringify({ rule_files: [rules], tests: [test] }));
    const { ok, said } = promtoolTest(file);
    expect([ok, said]).toEqual([true, expect.stringMatching(/SUCCESS/)]);
  } finally {
    remove();
  }
}

const up = { 'up{job="lastword"}': '1x40' };

it('the first dead letters of a life are told', () => {
  fires({ ...up, 'lastword_dead_letters{cluster="lab"}': '0x20 3x20' }, [
    'alertname="LastwordDeadLetters", cluster="lab", severity="warning"',
  ]);
});

it('none is told once they were sent again', () => {
  fires({ ...up, 'lastword_dead_letters{cluster="lab"}': '3x20 0x20' }, []);
});

it('a lastword that does not answer is told, and one that is not there', () => {
  const down = 'alertname="LastwordDown", job="lastword", severity="critical"';
  fires({ 'up{job="lastword"}': '1x10 0x40' }, [down]);
  fires({ 'up{job="other"}': '1x40' }, [down]);
});
