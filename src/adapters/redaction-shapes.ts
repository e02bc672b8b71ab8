/** Secrets that are known by how they look or by where they stand in an address, whatever they are called. */
import { hide, hideIf, type Rule } from './redaction-rule.ts';

/** Tokens that are known by their looks: JWTs (anything that is base64url of `{"…`) and those with their issuer's prefix. */
const tokens: Rule[] = [
  hide(/(?<before>(?<![\w-]))eyJ[\w-]{14,}(?:\.[\w-]+)*={0,2}/g),
  hide(/(?<before>(?<![A-Za-z0-9]))(?:xox[a-z]|xapp|xwfp)-[\w-]{8,}/g),
  hide(/(?<before>hooks\.slack\.com\/(?:services|workflows|triggers)\/)(?!\[redacted\])[^\s"'<>\\]+/gi),
  hide(/(?<before>(?<![A-Za-z0-9]))(?:gh[oprsu]_\w{20,}(?:\.[\w-]+){0,2}|github_pat_\w{20,}|glpat-[\w-]{16,})/g),
  hide(
    /(?<before>(?<![A-Za-z0-9]))(?:npm_[A-Za-z0-9]{20,}|AIza[\w-]{35}|ya29\.[\w-]{20,}|[rs]k_(?:live|test)_\w{10,})/g,
  ),
  hide(/(?<before>(?<![A-Za-z0-9]))(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g),
  // Google's OAuth client secrets, what `aws eks get-token` prints, Vault, PyPI, Atlassian, DigitalOcean.
  hide(/(?<before>(?<![A-Za-z0-9]))(?:GOCSPX-[\w-]{20,}|k8s-aws-v1\.[\w-]{20,}|hv[sbr]\.[\w-]{24,})/g),
  hide(/(?<before>(?<![A-Za-z0-9]))(?:pypi-AgE[\w-]{20,}|ATATT3[\w=-]{20,}|do[opr]_v1_[0-9a-f]{64})/g),
  // https://core.telegram.org/bots/api#authorizing-your-bot
  hide(/(?<before>\bbot\d{5,12}:)[\w-]{20,}/g),
  hide(/(?<before>(?<![\w.:-])\d{8,10}:)AA[\w-]{33}(?![\w-])/g),
  // https://discord.com/developers/docs/resources/webhook#execute-webhook
  hide(/(?<before>discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{1,20}\/)[\w-]+/gi),
];

/** Credentials inside addresses and commands. */
const addresses: Rule[] = [
  // scheme://user:password@host. First the whole authority (a password may hold an @), then one that holds a raw slash; a port is none.
  hide(/(?<before>:\/\/[^\s:/?#@"'<>\\]{0,256}:)[^\s/?#"'<>]{1,512}(?=@)/g),
  hide(/(?<before>:\/\/[^\s:/?#@"'<>\\]{0,256}:)(?!\d{1,5}(?:[/?#,]|$)|\[redacted\])[^\s@"'<>]{1,512}(?=@)/g),
  hide(/(?<before>https?:\/\/)[^\s:/?#@"'<>[\]]{16,256}(?=@)/g),
  // A single word is a user elsewhere, and a token to NATS. https://docs.nats.io/using-nats/developer/connecting/token
  hide(/(?<before>\bnats:\/\/)(?!\[redacted\])[^\s:/?#@"'<>\\]{1,256}(?=@)/gi),
  // Go's MySQL DSN `user:password@tcp(host)`, Oracle's `thin:user/password@`, curl's `-u user:password`, SQL's PASSWORD 'x'.
  hide(/(?<before>(?<=[\w.-]):)(?!\/\/)[^\s"']{1,128}(?=@(?:tcp|unix)\()/g),
  hide(/(?<before>jdbc:oracle:\w{1,8}:[^\s/:@]{1,64}\/)[^\s@]{1,128}(?=@)/gi),
  hide(/(?<before>(?:^|\s)(?:-u|--user)(?:[ \t]{1,4}|=)["']?(?!\d{1,9}:\d)[^\s:"']{1,64}:)[^\s"']+/gm),
  hide(/(?<before>\b(?:identified[ \t]{1,4}by|password)[ \t]{1,4}')(?!\[redacted\])[^'\n]+/gi),
];

/** `user:password` in base64, as Docker keeps it: https://docs.docker.com/reference/cli/docker/login/ */
function isDockerAuth(text: string): boolean {
  try {
    return /^[!-9;-~]{1,255}:[ -~]+$/.test(atob(text));
  } catch {
    return false;
  }
}

/** Credentials for a registry: `"auth":"<base64>"` and the Secrets that hold such a file. */
const registries: Rule[] = [
  hideIf(
    isDockerAuth,
    /(?<before>\bauth\\{0,3}["']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,3}["']?)(?<bare>[A-Za-z0-9+/]{6,4096}={0,2})(?![A-Za-z0-9+/=])/gi,
  ),
  hide(/(?<before>\.dockerc(?:onfigjson|fg)\\{0,3}["']?[ \t]{0,4}:[ \t]{0,4}\\{0,3}["']?)[A-Za-z0-9+/]{8,}={0,2}/gi),
];

/** The cookies of Java, PHP, ASP.NET and Express by which somebody is logged in. */
const sessions = hide(
  /(?<before>\b(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|connect\.sid)\\{0,3}["']?[ \t]{0,4}[=:][ \t]{0,4}\\{0,3}["']?)[^\s"'\\;,&<>]{6,}/gi,
);

/** In the order in which they are applied. */
export const shapes = [...tokens, ...addresses, ...registries, sessions];
