type Env = Readonly<Record<string, string | undefined>>;

/** What a CI system says of the build it runs; null where it does not say. */
export interface Build {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly url: string | null;
}

/** A CI system: the variable that gives it away, and where it keeps what. The first variable that is set counts. */
interface System {
  readonly sign: string;
  readonly commit: readonly string[];
  readonly branch: readonly string[];
  url(env: Env): string | undefined;
}

const first = (names: readonly string[]) => (env: Env) => names.map((name) => env[name]).find(Boolean);

/** Documented variables of each system. In a merge request the source branch counts, not the target. */
const SYSTEMS: readonly System[] = [
  {
    sign: "GITHUB_ACTIONS",
    commit: ["GITHUB_SHA"],
    branch: ["GITHUB_HEAD_REF", "GITHUB_REF_NAME"],
    url: (env) =>
      env.GITHUB_RUN_ID && `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`,
  },
  {
    sign: "GITLAB_CI",
    commit: ["CI_COMMIT_SHA"],
    branch: ["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH"],
    url: first(["CI_JOB_URL", "CI_PIPELINE_URL"]),
  },
  { sign: "CIRCLECI", commit: ["CIRCLE_SHA1"], branch: ["CIRCLE_BRANCH"], url: first(["CIRCLE_BUILD_URL"]) },
  {
    sign: "JENKINS_URL",
    commit: ["GIT_COMMIT"],
    branch: ["CHANGE_BRANCH", "BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH"],
    url: first(["BUILD_URL"]),
  },
  {
    sign: "BUILDKITE",
    commit: ["BUILDKITE_COMMIT"],
    branch: ["BUILDKITE_BRANCH"],
    url: first(["BUILDKITE_BUILD_URL"]),
  },
  {
    sign: "TF_BUILD",
    commit: ["BUILD_SOURCEVERSION"],
    branch: ["SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"],
    url: (env) =>
      env.BUILD_BUILDID &&
      `${env.SYSTEM_TEAMFOUNDATIONCOLLECTIONURI}${env.SYSTEM_TEAMPROJECT}/_build/results?buildId=${env.BUILD_BUILDID}`,
  },
  {
    sign: "TRAVIS",
    commit: ["TRAVIS_COMMIT"],
    branch: ["TRAVIS_PULL_REQUEST_BRANCH", "TRAVIS_BRANCH"],
    url: first(["TRAVIS_BUILD_WEB_URL"]),
  },
  {
    sign: "DRONE",
    commit: ["DRONE_COMMIT_SHA"],
    branch: ["DRONE_SOURCE_BRANCH", "DRONE_BRANCH"],
    url: first(["DRONE_BUILD_LINK"]),
  },
  {
    sign: "BITBUCKET_BUILD_NUMBER",
    commit: ["BITBUCKET_COMMIT"],
    branch: ["BITBUCKET_BRANCH"],
    url: (env) =>
      env.BITBUCKET_REPO_FULL_NAME &&
      `https://bitbucket.org/${env.BITBUCKET_REPO_FULL_NAME}/pipelines/results/${env.BITBUCKET_BUILD_NUMBER}`,
  },
  {
    sign: "SEMAPHORE",
    commit: ["SEMAPHORE_GIT_SHA"],
    branch: ["SEMAPHORE_GIT_PR_BRANCH", "SEMAPHORE_GIT_BRANCH"],
    url: (env) =>
      env.SEMAPHORE_WORKFLOW_ID && `${env.SEMAPHORE_ORGANIZATION_URL}/workflows/${env.SEMAPHORE_WORKFLOW_ID}`,
  },
  {
    sign: "TEAMCITY_VERSION",
    commit: ["BUILD_VCS_NUMBER"],
    branch: [],
    url: first(["BUILD_URL"]),
  },
  {
    sign: "APPVEYOR",
    commit: ["APPVEYOR_REPO_COMMIT"],
    branch: ["APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH", "APPVEYOR_REPO_BRANCH"],
    url: (env) =>
      env.APPVEYOR_BUILD_ID &&
      `${env.APPVEYOR_URL}/project/${env.APPVEYOR_ACCOUNT_NAME}/${env.APPVEYOR_PROJECT_SLUG}/builds/${env.APPVEYOR_BUILD_ID}`,
  },
];

/** What the CI system in this environment says of the build; null outside the ones known. */
export function buildOf(env: Env): Build | null {
  const system = SYSTEMS.find(({ sign }) => env[sign]);
  if (!system) return null;
  const isTag = env.GITHUB_REF_TYPE === "tag" && system.sign === "GITHUB_ACTIONS";
  const branch = isTag ? undefined : first(system.branch)(env);
  return {
    commit: first(system.commit)(env) ?? null,
    branch: branch?.replace(/^(refs\/heads\/|refs\/remotes\/)?(origin\/)?/, "") ?? null,
    url: system.url(env) || null,
  };
}
