import { describe, expect, it } from "vitest";
import { buildOf } from "../../src/commands/ci.ts";

const CASES = [
  [
    "GitHub",
    {
      GITHUB_ACTIONS: "true",
      GITHUB_SHA: "c0ffee",
      GITHUB_REF_NAME: "main",
      GITHUB_REF_TYPE: "branch",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "a/b",
      GITHUB_RUN_ID: "7",
    },
    "main",
    "https://github.com/a/b/actions/runs/7",
  ],
  [
    "GitHub pull request",
    {
      GITHUB_ACTIONS: "true",
      GITHUB_SHA: "c0ffee",
      GITHUB_REF_NAME: "12/merge",
      GITHUB_HEAD_REF: "feature",
      GITHUB_REF_TYPE: "branch",
    },
    "feature",
    null,
  ],
  [
    "GitHub tag",
    { GITHUB_ACTIONS: "true", GITHUB_SHA: "c0ffee", GITHUB_REF_NAME: "v1", GITHUB_REF_TYPE: "tag" },
    null,
    null,
  ],
  [
    "GitLab",
    { GITLAB_CI: "true", CI_COMMIT_SHA: "c0ffee", CI_COMMIT_BRANCH: "main", CI_JOB_URL: "https://gitlab/j/1" },
    "main",
    "https://gitlab/j/1",
  ],
  [
    "GitLab merge request",
    { GITLAB_CI: "true", CI_COMMIT_SHA: "c0ffee", CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "feature" },
    "feature",
    null,
  ],
  [
    "CircleCI",
    { CIRCLECI: "true", CIRCLE_SHA1: "c0ffee", CIRCLE_BRANCH: "main", CIRCLE_BUILD_URL: "https://circle/1" },
    "main",
    "https://circle/1",
  ],
  [
    "Jenkins",
    { JENKINS_URL: "https://j", GIT_COMMIT: "c0ffee", GIT_BRANCH: "origin/main", BUILD_URL: "https://j/1" },
    "main",
    "https://j/1",
  ],
  [
    "Buildkite",
    { BUILDKITE: "true", BUILDKITE_COMMIT: "c0ffee", BUILDKITE_BRANCH: "main", BUILDKITE_BUILD_URL: "https://bk/1" },
    "main",
    "https://bk/1",
  ],
  [
    "Azure",
    {
      TF_BUILD: "True",
      BUILD_SOURCEVERSION: "c0ffee",
      BUILD_SOURCEBRANCH: "refs/heads/feature/x",
      SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: "https://dev.azure.com/o/",
      SYSTEM_TEAMPROJECT: "p",
      BUILD_BUILDID: "9",
    },
    "feature/x",
    "https://dev.azure.com/o/p/_build/results?buildId=9",
  ],
  [
    "Travis",
    { TRAVIS: "true", TRAVIS_COMMIT: "c0ffee", TRAVIS_BRANCH: "main", TRAVIS_BUILD_WEB_URL: "https://t/1" },
    "main",
    "https://t/1",
  ],
  [
    "Drone",
    {
      DRONE: "true",
      DRONE_COMMIT_SHA: "c0ffee",
      DRONE_SOURCE_BRANCH: "feature",
      DRONE_BRANCH: "main",
      DRONE_BUILD_LINK: "https://d/1",
    },
    "feature",
    "https://d/1",
  ],
  [
    "Bitbucket",
    {
      BITBUCKET_BUILD_NUMBER: "3",
      BITBUCKET_COMMIT: "c0ffee",
      BITBUCKET_BRANCH: "main",
      BITBUCKET_REPO_FULL_NAME: "a/b",
    },
    "main",
    "https://bitbucket.org/a/b/pipelines/results/3",
  ],
  [
    "Semaphore",
    {
      SEMAPHORE: "true",
      SEMAPHORE_GIT_SHA: "c0ffee",
      SEMAPHORE_GIT_BRANCH: "main",
      SEMAPHORE_ORGANIZATION_URL: "https://o",
      SEMAPHORE_WORKFLOW_ID: "w",
    },
    "main",
    "https://o/workflows/w",
  ],
  [
    "TeamCity",
    { TEAMCITY_VERSION: "2025", BUILD_VCS_NUMBER: "c0ffee", BUILD_URL: "https://tc/1" },
    null,
    "https://tc/1",
  ],
  ["AppVeyor", { APPVEYOR: "True", APPVEYOR_REPO_COMMIT: "c0ffee", APPVEYOR_REPO_BRANCH: "main" }, "main", null],
] as const;

describe("what a CI system says of a build", () => {
  it.each(CASES)("%s", (_name, env, branch, url) => {
    expect(buildOf(env)).toEqual({ commit: "c0ffee", branch, url });
  });
  it("outside of CI nothing is said", () => {
    expect(buildOf({ HOME: "/root", GIT_COMMIT: "x" })).toBeNull();
  });
});
