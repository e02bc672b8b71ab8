/**
 * Stands in the bundle for Node's fs, stream, util and zlib. The Slack client loads them to upload files and to read analytics, which
 * lastword never does, and loading the real ones takes workerd 12 ms at each start.
 */
export const unused = true;
