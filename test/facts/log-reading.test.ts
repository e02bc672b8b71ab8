import { describe, expect, it } from 'vitest';
import { endsInMidLine, errorLines, linesAfter, quoteLine, tellingLine } from '../../src/facts/log-reading.ts';
import { signatureOf } from '../../src/facts/log-signatures.ts';
import type { LogTail } from '../../src/types.ts';

/** A log whose lines came a second apart, from 14:00:00 on. */
const log = (text: string, run: LogTail['run'] = 'stopped'): LogTail => ({
  path: '/log',
  run,
  lines: text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => ({ at: `2026-11-22T14:00:${String(i).padStart(2, '0')}.5Z`, text: line })),
});

const told = (text: string): string | null => tellingLine(log(text))?.text ?? null;

describe('the line that tells is the exception’s own', () => {
  it.each([
    [
      'Java: the root cause, not what wrapped it',
      `2026-11-22 14:00:00.120  INFO 1 --- [main] c.e.Application : Starting Application
Exception in thread "main" java.lang.IllegalStateException: Failed to start
\tat com.example.App.run(App.java:31)
\tat com.example.App.main(App.java:12)
Caused by: org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname is right
\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:319)
\t... 12 more
Caused by: java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
\t... 14 common frames omitted`,
      'Caused by: java.net.ConnectException: Connection refused',
    ],
    [
      'Java without a cause',
      `Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.length()" because "<local1>" is null
\tat com.example.App.main(App.java:7)`,
      'Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.length()" because "<local1>" is null',
    ],
    [
      'Java, through a logging framework',
      `2026-11-22 14:00:00.120 ERROR 1 --- [main] o.s.boot.SpringApplication : java.sql.SQLException: no pool
\tat com.zaxxer.hikari.HikariPool.get(HikariPool.java:12)
2026-11-22 14:00:00.140  INFO 1 --- [main] c.e.Application : Stopped`,
      '2026-11-22 14:00:00.120 ERROR 1 --- [main] o.s.boot.SpringApplication : java.sql.SQLException: no pool',
    ],
    [
      'Python: the last line of the last traceback',
      `Traceback (most recent call last):
  File "/app/main.py", line 41, in connect
    return pool.get()
KeyError: 'pool'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 60, in <module>
    raise ConfigError("cannot connect")
app.errors.ConfigError: no database configured`,
      'app.errors.ConfigError: no database configured',
    ],
    [
      'Go: the panic',
      `2026/11/22 14:00:00 listening on :8080
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47a5e1]

goroutine 1 [running]:
main.main()
\t/app/main.go:12 +0x1d
exit status 2`,
      'panic: runtime error: invalid memory address or nil pointer dereference',
    ],
    [
      'Go: the runtime’s fatal error',
      `fatal error: concurrent map writes

goroutine 34 [running]:
main.handle(0xc0000140a0)
\t/app/main.go:40 +0x88
created by main.main in goroutine 1
\t/app/main.go:22 +0x51`,
      'fatal error: concurrent map writes',
    ],
    [
      'Node: the error, and not the line that threw it',
      `node:internal/modules/cjs/loader:1225
  throw err;
  ^

Error: Cannot find module '/app/dist/server.js'
Require stack:
- /app/index.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)
    at node:internal/main/run_main_module:36:49 {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v20.11.1`,
      "Error: Cannot find module '/app/dist/server.js'",
    ],
    [
      'Node: the cause within',
      `TypeError: fetch failed
    at node:internal/deps/undici/undici:13185:13
    at async main (/app/index.js:4:1) {
  [cause]: Error: getaddrinfo ENOTFOUND api.internal
      at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26) {
    errno: -3008,
    code: 'ENOTFOUND',
  }
}`,
      '  [cause]: Error: getaddrinfo ENOTFOUND api.internal',
    ],
    [
      '.NET: the innermost exception',
      `Unhandled exception. System.AggregateException: One or more errors occurred. (Connection refused (db:5432))
 ---> System.Net.Http.HttpRequestException: Connection refused (db:5432)
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.ThrowException(SocketError error)
   --- End of inner exception stack trace ---
   at Program.Main(String[] args) in /src/Program.cs:line 9`,
      ' ---> System.Net.Sockets.SocketException (111): Connection refused',
    ],
    [
      '.NET without an inner one',
      `Unhandled exception. System.InvalidOperationException: no handler
   at Program.Main(String[] args) in /src/Program.cs:line 9`,
      'Unhandled exception. System.InvalidOperationException: no handler',
    ],
    [
      'Ruby',
      `/app/worker.rb:12:in \`connect': wrong key (KeyError)
\tfrom /app/worker.rb:20:in \`<main>'`,
      "/app/worker.rb:12:in `connect': wrong key (KeyError)",
    ],
    [
      'Rust: the message, which has a line of its own',
      `thread 'main' panicked at src/main.rs:4:37:
called \`Result::unwrap()\` on an \`Err\` value: Os { code: 2, kind: NotFound, message: "No such file or directory" }
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
      'called `Result::unwrap()` on an `Err` value: Os { code: 2, kind: NotFound, message: "No such file or directory" }',
    ],
    [
      'Rust before 1.73: message and place in one line',
      `thread 'main' panicked at 'no config', src/main.rs:4:37
stack backtrace:
   0: rust_begin_unwind`,
      "thread 'main' panicked at 'no config', src/main.rs:4:37",
    ],
  ])('%s', (_sentence, text, line) => {
    expect(told(text)).toBe(line);
  });
});

describe('without an exception, the last error-like line tells', () => {
  it.each([
    ['the last of several', 'ERROR cannot open a\nERROR cannot open b\nshutting down', 'ERROR cannot open b'],
    [
      'one that calls itself an error before one that calls itself information',
      'ERROR login refused\nINFO retry after failure in 5 s',
      'ERROR login refused',
    ],
    [
      'information, when there is nothing else',
      'INFO connection refused, retrying',
      'INFO connection refused, retrying',
    ],
    [
      'an exception that was survived long ago is not it',
      `ValueError: bad row\n    at x\n${'GET /health 200\n'.repeat(20)}FATAL: database system is not accepting connections`,
      'FATAL: database system is not accepting connections',
    ],
    [
      'a JSON line',
      '{"level":"error","msg":"db down"}\n{"level":"info","msg":"bye"}',
      '{"level":"error","msg":"db down"}',
    ],
  ])('%s', (_sentence, text, line) => {
    expect(told(text)).toBe(line);
  });

  it.each([
    '0 errors',
    'done: 0 errors, 12 warnings',
    'error_count=0',
    'no failures',
    'finished without errors',
    '{"level":"info","error":null}',
    'failed: 0',
    'errors=[]',
    'listening on :8080',
    'terrorism report generated',
  ])('and "%s" is none', (text) => {
    expect(told(text)).toBeNull();
  });

  it('an error beside what went well is still one', () => {
    expect(told('errors: 0, warnings: 2, but the index could not be opened')).not.toBeNull();
  });

  it('of an empty log nothing is told', () => {
    expect(tellingLine(log(''))).toBeNull();
    expect(signatureOf(log(''))).toBeNull();
  });
});

it('the last error-like lines come oldest first, without frames', () => {
  const text = 'error a\nfine\nerror b\n    at x (error.js:1:1)\nerror c';
  expect(errorLines(log(text), 2).map((line) => line.text)).toEqual(['error b', 'error c']);
});

it('what was written after a moment is told, with a second of slack', () => {
  const lines = linesAfter(log('a\nb\nc\nd'), '2026-11-22T14:00:03Z').map((line) => line.text);
  expect(lines).toEqual(['c', 'd']);
});

it.each([
  ['{"msg":"a"}\n{"msg":"b", "ti', true],
  ['{"msg":"a"}\n{"msg":"b"}', false],
  ['msg="a"\nmsg="b', true],
  ['msg="a"\nmsg="b"', false],
  ["it's\ndone", false],
  ['{"msg":"b", "ti', false],
  ['', false],
])('%j ends in mid-line: %s', (text, cut) => {
  expect(endsInMidLine(log(text))).toBe(cut);
});

it('a line is quoted as it stands, and another run’s is said to be that', () => {
  const own = log('  panic: x');
  expect(quoteLine(own, own.lines[0]!, 'it logged').text).toBe('it logged at 2026-11-22T14:00:00Z: "panic: x"');
  const next = log('panic: x', 'next');
  expect(quoteLine(next, next.lines[0]!, 'it logged').text).toContain('the run after it logged');
});

describe('well-known ends are recognised, with what they are about', () => {
  it.each([
    ['dial tcp 10.96.4.20:5432: connect: connection refused', 'connection-refused', '10.96.4.20:5432'],
    ['Error: connect ECONNREFUSED 127.0.0.1:6379', 'connection-refused', '127.0.0.1:6379'],
    ['Caused by: org.postgresql.util.PSQLException: Connection to db:5432 refused', 'connection-refused', 'db:5432'],
    ['psycopg2.OperationalError: connection refused', 'connection-refused', null],
    ['System.Net.Http.HttpRequestException: Connection refused (db.shop:5432)', 'connection-refused', 'db.shop:5432'],
    ['Error: getaddrinfo ENOTFOUND api.internal', 'dns', 'api.internal'],
    ['dial tcp: lookup db.shop on 10.96.0.10:53: no such host', 'dns', 'db.shop'],
    ['java.net.UnknownHostException: kafka-0.kafka', 'dns', 'kafka-0.kafka'],
    ['error: could not translate host name "db" to address: Name or service not known', 'dns', 'db'],
    ['socket.gaierror: [Errno -2] Name or service not known', 'dns', null],
    [
      'Get "https://api": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'tls',
      'certificate signed by unknown authority',
    ],
    ['Error: unable to verify the first certificate', 'tls', 'unable to verify the first certificate'],
    ["PermissionError: [Errno 13] Permission denied: '/data/x.db'", 'permission', '/data/x.db'],
    ['open /etc/app/key.pem: permission denied', 'permission', '/etc/app/key.pem'],
    ["Error: EACCES: permission denied, open '/app/log'", 'permission', '/app/log'],
    ["OSError: [Errno 30] Read-only file system: '/tmp/x'", 'read-only', '/tmp/x'],
    ['mkdir /var/cache: read-only file system', 'read-only', '/var/cache'],
    ['Error: ENOSPC: no space left on device, write', 'no-space', null],
    ['write /data/wal/0001: no space left on device', 'no-space', '/data/wal/0001'],
    ['Error: Cannot find module /app/dist/server.js', 'missing-module', '/app/dist/server.js'],
    ["Error: Cannot find module 'express'", 'missing-module', 'express'],
    ["ModuleNotFoundError: No module named 'flask'", 'missing-module', 'flask'],
    [
      'Error: Could not find or load main class X: java.lang.ClassNotFoundException: com.x.Main',
      'missing-module',
      'com.x.Main',
    ],
    ['KeyError: GEO_DB_URL', 'missing-variable', 'GEO_DB_URL'],
    ["KeyError: 'GEO_DB_URL'", 'missing-variable', 'GEO_DB_URL'],
    ['fatal: environment variable DB_URL is not set', 'missing-variable', 'DB_URL'],
    ['/start.sh: line 3: DB_URL: unbound variable', 'missing-variable', 'DB_URL'],
    ["Error: ENOENT: no such file or directory, open '/etc/app.yaml'", 'missing-file', '/etc/app.yaml'],
    ['open /etc/app.yaml: no such file or directory', 'missing-file', '/etc/app.yaml'],
    ['Error: listen EADDRINUSE: address already in use :::8080', 'port-in-use', ':::8080'],
    ['listen tcp :8080: bind: address already in use: error', 'port-in-use', null],
    ['java.lang.OutOfMemoryError: Java heap space', 'out-of-memory', 'Java heap space'],
    [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      'out-of-memory',
      'JavaScript heap',
    ],
    ['MemoryError', 'out-of-memory', null],
    ['ERROR: relation "invoices" is locked', null, null],
  ])('%s: %s %s', (text, kind, subject) => {
    const signature = signatureOf(log(text));
    expect([signature?.kind ?? null, signature?.subject ?? null]).toEqual([kind, subject]);
    expect(signature?.line.text ?? text).toBe(text);
  });

  it('in the line that tells first, then in the error lines before it', () => {
    expect(signatureOf(log('dial tcp 10.0.0.1:53: connect: connection refused\nfatal: giving up'))?.kind).toBe(
      'connection-refused',
    );
    expect(signatureOf(log('0 errors\nconnected to 10.0.0.1:53'))).toBeNull();
  });
});

it('a long line costs little', () => {
  const long = log(`error ${'a.b-'.repeat(20_000)}`);
  const before = performance.now();
  signatureOf(long);
  expect(performance.now() - before).toBeLessThan(2000);
});
