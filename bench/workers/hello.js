/** The least that workerd can serve. The class is there because lastword's configuration names one. */
import { DurableObject } from 'cloudflare:workers';

export class Desk extends DurableObject {}

export default { fetch: () => new Response('hello', { status: 202 }) };
