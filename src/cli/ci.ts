/** What a pipeline's own variables say of a deployment, so that nobody has to. Each is one job's: its start and its finish agree. */

/** Null where the variables do not say. */
export type Pipeline = { id: string | null; version: string | null; actor: string | null; link: string | null };
type Environment = Record<string, string | undefined>;

const joined = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join('-');
const short = (commit: string | undefined): string | null => commit?.slice(0, 7) || null;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function github(env: Environment): Pipeline {
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = '1', GITHUB_REF_NAME: ref, GITHUB_ACTOR: actor } = env;
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return {
    id: joined('github', run, attempt, env['GITHUB_JOB']),
    version: env['GITHUB_REF_TYPE'] === 'tag' && ref ? ref : short(env['GITHUB_SHA']),
    actor: actor || null,
    link: server && repository ? `${server}/${repository}/actions/runs/${run}` : null,
  };
}

/** https://docs.gitlab.com/ci/variables/predefined_variables/ */
const gitlab = (env: Environment): Pipeline => ({
  id: joined('gitlab', env['CI_PIPELINE_ID'], env['CI_JOB_ID']),
  version: env['CI_COMMIT_TAG'] || short(env['CI_COMMIT_SHA']),
  actor: env['GITLAB_USER_LOGIN'] || null,
  link: env['CI_JOB_URL'] || null,
});

/** https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables */
const jenkins = (env: Environment): Pipeline => ({
  id: env['BUILD_TAG'] || null,
  version: short(env['GIT_COMMIT']),
  actor: null,
  link: env['BUILD_URL'] || null,
});

export function pipelineOf(env: Environment): Pipeline {
  if (env['GITHUB_RUN_ID']) return github(env);
  if (env['CI_PIPELINE_ID']) return gitlab(env);
  return jenkins(env);
}
