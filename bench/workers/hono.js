/** Hono alone: the size that a Hono app begins with. */
import { Hono } from 'hono';

export default new Hono();
