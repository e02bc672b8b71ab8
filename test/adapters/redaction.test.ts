import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactor } from '../../src/adapters/redaction.ts';

const redact = redactor();
const one = async (text: string): Promise<string> => (await redact([text]))[0] ?? '';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphabet = (chars: string, min: number, max = min): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...chars.split('')), minLength: min, maxLength: max });
const alphanumeric = `${letters}${letters.toUpperCase()}0123456789`;
/** Begins with what no log line holds, so that what is left of a secret shows. */
const password = alphabet(`${alphanumeric}!#$%^*+.~_-`, 5, 24).map((rest) => `Zq9${rest}`);
const word = alphabet(alphanumeric, 8, 30).map((rest) => `Zq9${rest}`);
const base64 = alphabet(`${alphanumeric}+/`, 40, 64).map((rest) => `Zq9${rest}`);
const id = alphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16);

/** A notation: where the secret stands in it. */
const notations: Record<string, (secret: string) => string> = {
  env: (s) => `DB_PASSWORD=${s}`,
  'env of Postgres': (s) => `PGPASSWORD=${s}`,
  'quoted env': (s) => `export API_TOKEN="${s}"`,
  json: (s) => `{"user":"app","password":"${s}","port":5432}`,
  'json in json': (s) => `{"msg":"{\\"password\\":\\"${s}\\",\\"a\\":1}"}`,
  yaml: (s) => `  passwd: ${s}`,
  'colon without space': (s) => `secret:${s}`,
  'spaced equals': (s) => `client_secret = ${s}`,
  flag: (s) => `run --password ${s} --verbose`,
  'flag with equals': (s) => `run --api-key=${s} --verbose`,
  'flags as a list': (s) => `["--db-password","${s}","-v"]`,
  'a struct': (s) => `Config{user=app, password=${s}, port=5432}`,
  'a Go map': (s) => `map[api_key:${s} user:app]`,
  'a query': (s) => `GET /login?token=${s}&user=app HTTP/1.1`,
  jdbc: (s) => `jdbc:sqlserver://db:1433;user=app;password=${s};encrypt=true`,
  'an entry of YAML': (s) => `- name: DB_PASSWORD\n  value: ${s}`,
  'an entry as Go prints it': (s) => `[{Name:DB_PASSWORD Value:${s} ValueFrom:nil}]`,
  'an entry of XML': (s) => `<add key="Password" value="${s}"/>`,
  'an element of XML': (s) => `<db><password>${s}</password><port>5432</port></db>`,
  'an element with attributes': (s) => `<db.password type="plain">${s}</db.password>`,
  'an object with a value': (s) => `{"password":{"value":"${s}"},"port":5432}`,
  'env entry': (s) => `{"name":"DB_PASSWORD","value":"${s}"}`,
};
const addresses: Record<string, (secret: string) => string> = {
  postgres: (s) => `postgres://app:${s}@db.internal:5432/shop`,
  mongodb: (s) => `mongodb+srv://app:${s}@cluster0.mongodb.net/shop?retryWrites=true`,
  amqp: (s) => `amqp://app:${s}@rabbit:5672/vhost`,
  redis: (s) => `redis://:${s}@cache:6379/0`,
  https: (s) => `https://ci:${s}@git.example.com/shop.git`,
  'go-sql-driver': (s) => `app:${s}@tcp(db:3306)/shop`,
  oracle: (s) => `jdbc:oracle:thin:app/${s}@//db:1521/x`,
};
const credentials: Record<string, (secret: string) => string> = {
  bearer: (s) => `Authorization: Bearer ${s}`,
  'bearer alone': (s) => `sent Bearer ${s}`,
  basic: (s) => `authorization: Basic ${btoa(`app:${s}`)}`,
  'header in json': (s) => `{"Authorization":"Bearer ${s}"}`,
  'header of a go map': (s) => `map[Authorization:[Bearer ${s}]]`,
  'a login of Docker': (s) => `{"auths":{"r.io":{"auth":"${btoa(`app:${s}`)}"}}}`,
  'a login of Docker in JSON in JSON': (s) => `{"x":"{\\"auth\\":\\"${btoa(`app:${s}`)}\\"}"}`,
  'a webhook of Discord': (s) => `POST https://discord.com/api/webhooks/1234567890/${s} 404`,
  'a token of NATS': (s) => `connecting to nats://${s}@nats.infra:4222`,
  'a session of Java': (s) => `GET /shop;jsessionid=${s}?page=2`,
  'a session of PHP': (s) => `PHPSESSID=${s}`,
  cookie: (s) => `Cookie: session=${s}; theme=dark`,
  'x-api-key': (s) => `X-Api-Key: ${s}`,
};
const tokens: Record<string, fc.Arbitrary<string>> = {
  jwt: fc.tuple(word, base64).map(([a, b]) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI${a}.${b.replace(/[+/]/g, '-')}`),
  slack: word.map((s) => `xoxb-123456789012-123456789012-${s}`),
  github: alphabet(alphanumeric, 33).map((s) => `ghp_Zq9${s}`),
  telegram: alphabet(`${alphanumeric}_-`, 30).map((s) => `123456789:AAZq9${s}`),
  'an OAuth client of Google': word.map((s) => `GOCSPX-${s}${s}`),
  'a token for EKS': base64.map((s) => `k8s-aws-v1.${s.replace(/[+/]/g, '-')}`),
  vault: word.map((s) => `hvs.${s}${s}${s}`),
  pypi: word.map((s) => `pypi-AgE${s}${s}`),
  atlassian: word.map((s) => `ATATT3${s}${s}`),
  npm: alphabet(alphanumeric, 33).map((s) => `npm_Zq9${s}`),
  'an access key id of AWS': id.map((s) => `AKIA${s}`),
  'a temporary one': id.map((s) => `ASIA${s}`),
  'a token only secretlint knows': alphabet(letters, 34).map((s) => `hf_${s}`),
};

const line = fc.constantFrom(
  '',
  'INFO  starting worker 3 of 8',
  '2026-11-22T19:40:16.481157286Z level=info msg="listening on :8080" pod=api-557d64d6f4-4bcbh',
  '    at com.example.Main.run(Main.java:42)',
  '{"level":"warn","took":12.5,"exitCode":137}',
);
const around = fc.tuple(
  fc.array(line, { maxLength: 4 }),
  fc.constantFrom('', 'ERROR ', 'msg: '),
  fc.constantFrom('', ' (retrying)'),
  fc.array(line, { maxLength: 4 }),
);

async function disappears(secret: fc.Arbitrary<string>, notation: (secret: string) => string): Promise<void> {
  const property = fc.asyncProperty(secret, around, async (hidden, [before, left, right, after]) => {
    const written = notation(hidden);
    const text = [...before, `${left}${written}${right}`, ...after].join('\n');
    const [redacted = ''] = await redact([text]);
    const leak = hidden.startsWith('Zq9') ? 'Zq9' : hidden;
    expect(redacted).toContain('[redacted]');
    expect(redacted).not.toContain(leak);
    expect(redacted).not.toContain(btoa(`app:${hidden}`));
    for (const other of [...before, ...after]) expect(redacted.split('\n')).toContain(other);
    expect(await redact([redacted])).toEqual([redacted]);
  });
  await fc.assert(property, { numRuns: 40 });
}

test.each(Object.entries(notations))('a password never survives as %s', (_, notation) =>
  disappears(password, notation),
);
test.each(Object.entries(addresses))('a password never survives in an address of %s', (_, notation) =>
  disappears(password, notation),
);
test.each(Object.entries(credentials))('a credential never survives as %s', (_, notation) =>
  disappears(word, notation),
);
test.each(Object.entries(tokens))('%s never survives', (_, token) => disappears(token, (s) => `got ${s}`));

test.each([
  ['password=hunter2', 'password=[redacted]'],
  ['PASSWORD="two words" USER=app', 'PASSWORD="[redacted]" USER=app'],
  ['{"password":"a\\"b","port":1}', '{"password":"[redacted]","port":1}'],
  ['password=a,b;c user=app', 'password=[redacted] user=app'],
  ['postgres://app:p@ss@db:5432/shop', 'postgres://app:[redacted]@db:5432/shop'],
  ['amqp://app:p/ss@rabbit/vhost', 'amqp://app:[redacted]@rabbit/vhost'],
  ['_authToken=abcdef', '_authToken=[redacted]'],
  ['--token=${TOKEN} --token-file /run/token', '--token=${TOKEN} --token-file /run/token'],
  ['curl -u app:hunter2 http://x', 'curl -u app:[redacted] http://x'],
  ["ALTER USER app PASSWORD 'hunter2'", "ALTER USER app PASSWORD '[redacted]'"],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = [redacted]'],
  ['Authorization: Digest username="a", response="b", uri="/x"', 'Authorization: Digest [redacted]'],
  ['https://hooks.slack.com/services/T0000/B0000/abcdef', 'https://hooks.slack.com/services/[redacted]'],
  ['<password>hunter2</password>', '<password>[redacted]</password>'],
  ['<add key="Password" value="hunter2"/>', '<add key="Password" value="[redacted]"/>'],
  ['- name: DB_PASSWORD\n  value: hunter2', '- name: DB_PASSWORD\n  value: [redacted]'],
  ['{"password":{"value":"hunter2"},"port":1}', '{"password":{"value":"[redacted]"},"port":1}'],
  [`{"auth":"${btoa('app:hunter2')}"}`, '{"auth":"[redacted]"}'],
  ['.dockerconfigjson: eyJhdXRocyI6', '.dockerconfigjson: [redacted]'],
  ['.dockercfg: ZXlKaGRYUm9jeUk2', '.dockercfg: [redacted]'],
  [`https://api.telegram.org/bot12345:${letters}/getMe`, 'https://api.telegram.org/bot12345:[redacted]/getMe'],
  ['https://discord.com/api/webhooks/1234/abc-d', 'https://discord.com/api/webhooks/1234/[redacted]'],
  ['nats://hunter2@nats:4222', 'nats://[redacted]@nats:4222'],
  ['/shop;JSESSIONID=0A1B2C3D?page=2', '/shop;JSESSIONID=[redacted]'],
])('%s', async (text, redacted) => {
  expect(await one(text)).toBe(redacted);
});

test.each([
  ['\u001b[36mpassword\u001b[0m=hunter2', 'password=[redacted]'],
  ['\u001b[34;1m"db_password"\u001b[0m: \u001b[32m"hunter2"\u001b[0m', '"db_password": "[redacted]"'],
  [String.raw`{"msg":"\u001b[36mtoken\u001b[0m=abc123"}`, '{"msg":"token=[redacted]"}'],
  ['\u001b[31mERROR\u001b[0m it failed', 'ERROR it failed'],
])('a colour between a name and its value hides nothing: %j', async (text, redacted) => {
  expect(await one(text)).toBe(redacted);
});

test('look-alikes survive', async () => {
  const ordinary = [
    'exit code 137, reason Error, restartCount 12',
    'uid 0b6e7c9a-1f2d-4a3b-8c4d-5e6f7a8b9c0d',
    'registry.example.com/shop/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'containerd://9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'pod token-service-7d9f8b6c5-x2k4z: Back-off restarting failed container',
    '2026-11-22T19:40:16.481157286Z cpu: 500m memory: 64Mi',
    'MountVolume.SetUp failed for volume "default-token-abc12" : failed to sync secret cache: timed out waiting for the condition',
    'MountVolume.SetUp failed for volume "v" : references non-existent secret key: password',
    'secret "web-tls" not found',
    "couldn't find key password in Secret shop/db",
    'Error: InvalidTokenException: Token expired at 14:02:10',
    '\tat org.springframework.security.crypto.password.PasswordEncoder.matches(PasswordEncoder.java:42)',
    'Caused by: java.lang.IllegalStateException: secretName must not be null',
    'SyntaxError: Unexpected token \'}\', "{"a":}" is not valid JSON',
    'SyntaxError: Unexpected token: EOF',
    'usage prompt_tokens=512 max_tokens: 4096 tokenizer=bert-base',
    'connecting to postgres://db.internal:5432/shop and http://token-service:8080/health',
    'GET https://host:8080/users?email=a@example.com 200',
    'git clone git@github.com:shop/api.git',
    'image acme/token:v1.2.3 pulled, PWD=/app',
    'npm_config_registry=x npm_package_version=1.2.3 npm_lifecycle_event=start',
    'password authentication failed for user "app"',
    'bearer authentication is required, basic auth is off',
    '<label for="password">Password</label><tokenFile>/run/token</tokenFile><secretName>web-tls</secretName>',
    'at Shop.Cache<Token>(Key key) in /src/Cache.cs:line 12',
    '<add key="PasswordPolicy" value="strict"/>\n<add key="Timeout" value="30"/>',
    '- name: TOKEN_FILE\n  value: /run/token\n- name: MODE\n  value: production',
    'wrong password, value: 3 tries left',
    '{"password":{"valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}}',
    '{"secret":{"secretName":"web-tls","defaultMode":420}}',
    '{"auth":"kubernetes"} auth=required auth: oidc auth=serviceAccountToken',
    'Secret web has .dockerconfigjson: not valid JSON',
    'bot 12345 started, bot12345: ready, job 123456789:AA done, took 12345678:ms',
    'https://discord.com/api/webhooks is reached, GOCSPX-..., k8s-aws-v1 tokens, hvs.internal:8200',
    'nats://nats.infra:4222 and ssh://git@github.com/shop/api.git and amqp://guest@rabbit:5672',
    'no JSESSIONID cookie; JSESSIONID: none',
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----',
  ];
  expect(await redact(ordinary)).toEqual(ordinary);
});

const body = fc.array(
  alphabet(`${alphanumeric}+/`, 64).map((l) => `Zq9${l.slice(3)}`),
  { minLength: 1, maxLength: 12 },
);

test.each(['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '])(
  'a %sprivate key never survives, whole or cut',
  async (kind) => {
    const property = fc.asyncProperty(body, fc.constantFrom('\n', '\\n', '\r\n'), async (lines, br) => {
      const [head, tail] = [`-----BEGIN ${kind}PRIVATE KEY-----`, `-----END ${kind}PRIVATE KEY-----`];
      const texts = [
        ['loading key', head, ...lines, tail, 'key loaded'].join(br),
        ['loading key', head, ...lines].join(br),
        [...lines, tail, 'key loaded!'].join(br),
      ];
      for (const redacted of await redact(texts)) expect(redacted).not.toContain('Zq9');
      expect(await one(texts[0] ?? '')).toMatch(/^loading key.*\[redacted\]\s*(\\n)?\s*key loaded$/s);
    });
    await fc.assert(property, { numRuns: 30 });
  },
);

test('lines around a cut key survive, and a text keeps its number of lines', async () => {
  const key = `MII${'a1B'.repeat(20)}`;
  expect(
    await one(
      `${key}\nab==\n-----END PRIVATE KEY-----\n14:02:10 started\n-----BEGIN PRIVATE KEY-----\n${key}\n14:02:11 it stopped`,
    ),
  ).toBe('[redacted]\n\n\n14:02:10 started\n[redacted]\n\n14:02:11 it stopped');
});

test('a secret in one text is never found to be one together with its neighbour', async () => {
  expect(await redact(['ends with password', '=hunter2', 'AKIA', 'ABCDEFGHIJKLMNOP'])).toEqual([
    'ends with password',
    '=hunter2',
    'AKIA',
    'ABCDEFGHIJKLMNOP',
  ]);
});

test('answers keep the order of the question, with duplicates, empty texts, NULs and byte order marks', async () => {
  const token = `hf_${letters}abcdefgh`;
  expect(await redact(['', `\uFEFFa ${token}`, '\0\n\0', token, token, `b ${token}`])).toEqual([
    '',
    '\uFEFFa [redacted]',
    '\0\n\0',
    '[redacted]',
    '[redacted]',
    'b [redacted]',
  ]);
  expect(await redact([])).toEqual([]);
});

test('a log line cannot switch redaction off', async () => {
  const token = `hf_${letters}abcdefgh`;
  expect(await one(`/* secretlint-disable */\n${token}`)).toBe('/* secretlint-disable */\n[redacted]');
});

test('any text: redacting twice changes nothing more, and lines keep their number', async () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'password',
      'token',
      '=',
      ':',
      '"',
      "'",
      '\\',
      '[redacted]',
      ' ',
      '\n',
      ',',
      '://',
      '@',
      'Bearer ',
      '--',
      'Cookie: ',
      'Authorization: ',
      ']',
      '{',
      'eyJ',
      'name: ',
      'value',
      '<password>',
      '</password>',
      'auth',
      'JSESSIONID',
      'nats://',
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
      'a1b2c3d4e5f6',
    ),
  );
  const property = fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
    const text = pieces.join('');
    const once = await one(text);
    expect(await one(once)).toBe(once);
    expect(once.split('\n').length).toBe(text.split('\n').length);
  });
  await fc.assert(property, { numRuns: 400 });
});

test.each([
  ['=', 'password='.repeat(20_000)],
  ['words', 'secret '.repeat(25_000)],
  ['quotes', '"password":"'.repeat(15_000)],
  ['escapes', '\\"'.repeat(90_000)],
  ['jwt', 'eyJ-'.repeat(40_000)],
  ['slack', 'xoxb-'.repeat(35_000)],
  ['addresses', '://a:'.repeat(35_000)],
  ['pem', '-----BEGIN PRIVATE KEY-----\n'.repeat(7000)],
  ['pem tails', '-----END PRIVATE KEY-----\n'.repeat(7000)],
  ['base64', 'A'.repeat(180_000)],
  ['flags', '--a-'.repeat(45_000)],
  ['entries', 'name: token, '.repeat(14_000)],
  ['entries over lines', `name: password${' '.repeat(40)}`.repeat(3300)],
  ['elements', '<password '.repeat(18_000)],
  ['elements without an end', '<token>x'.repeat(22_000)],
  ['objects', '"password":{"value"'.repeat(9000)],
  ['bots', 'bot123456789:'.repeat(14_000)],
  ['logins', `auth:${'A'.repeat(4095)}-`.repeat(44)],
  ['nats', 'nats://a'.repeat(22_000)],
  ['authorization', 'authorization: digest a,b='.repeat(7000)],
])('a hostile log of 180 KB is read in linear time: %s', async (_, text) => {
  const took = async (sample: string): Promise<number> => {
    const before = performance.now();
    await one(sample);
    return performance.now() - before;
  };
  expect(await took(text)).toBeLessThan(2500);
});
