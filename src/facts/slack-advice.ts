/** What a person has to do about an error of Slack that comes of how it is set up. */

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const advice: Record<string, string> = {
  not_in_channel: 'invite its app to the channel: /invite @lastword',
  channel_not_found:
    'there is no such channel, or it is private and the app not in it: check the ID, and /invite @lastword',
  is_archived: 'the channel is archived: unarchive it, or name another in lastword.yaml',
};

/** An error as Slack has it (`code`, or `code: details`), with what to do about it where that is known. */
export function advised(error: string): string {
  const todo = advice[error.split(':')[0] ?? ''];
  return todo ? `${error} – ${todo}` : error;
}
