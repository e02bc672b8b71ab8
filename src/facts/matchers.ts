/** Alertmanager's matchers. */
export type Matcher = { name: string; op: '=' | '!=' | '=~' | '!~'; value: string };
