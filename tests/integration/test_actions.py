"""The GitHub Action: its steps run for real, as GitHub's runner runs them, and its workflows held against the schemas."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from syndicate.cli import action
from tests.blog import NAME
from tests.integration.test_github import TOKEN, Service, served
from tests.integration.test_publishing import git

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEP = next(step for step in ACTION["runs"]["steps"] if step.get("id") == "run")
WORKFLOWS = [
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    *sorted((ROOT / "docs" / "examples").glob("*.yml")),
]


class Job:
    """What a job of GitHub's has: its environment, its files, and the action's steps."""

    def __init__(self, place, folder: Path, service: Service) -> None:
        self.place = place
        self.folder = folder
        self.service = service
        (folder / "temp").mkdir()
        for name in ("output", "summary"):
            (folder / name).touch()
        # The mirror of a config instead of an option, which the action has none for.
        text = place.config.read_text().replace(
            "retries = 0", f'retries = 0\nmirrors = {{ "{NAME}" = "{place.blog.address}" }}'
        )
        place.config.write_text(text)

    def run(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """The last step of the action with these inputs, and the defaults of the others."""
        step = STEP
        given = {name: str(said.get("default", "")) for name, said in ACTION["inputs"].items()}
        given |= {"config": str(self.place.config), "target": str(self.place.target), "token": TOKEN}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        environment = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], value)
            for name, value in step["env"].items()
        }
        (self.folder / "output").write_text("")
        (self.folder / "summary").write_text("")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "PYTHONPATH": str(ROOT),
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_SYSTEM": os.devnull,
                "XDG_CACHE_HOME": str(self.place.cache),
                "GITHUB_ACTIONS": "true",
                "GITHUB_API_URL": self.service.address,
                "GITHUB_REPOSITORY": "ann/site",
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_RUN_ID": "42",
                "GITHUB_WORKSPACE": str(self.place.target),
                "GITHUB_OUTPUT": str(self.folder / "output"),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                "RUNNER_TEMP": str(self.folder / "temp"),
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def outputs(self) -> dict[str, str]:
        """What the step put out, read as the runner reads it."""
        text = (self.folder / "output").read_text()
        found = re.findall(r"^([\w-]+)<<(\S+)\n(.*?)\n\2\n", text, re.DOTALL | re.MULTILINE)
        return {name: value for name, _, value in found}

    def summary(self) -> str:
        return (self.folder / "summary").read_text()


@pytest.fixture
def job(place, tmp_path):
    folder = tmp_path / "runner"
    folder.mkdir()
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(place.target, "init", "--quiet", "--initial-branch=main")
    (place.target / "README.md").write_text("A site.\n")
    git(place.target, "add", ".")
    git(place.target, "commit", "--quiet", "-m", "Begin")
    git(place.target, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(place.target, "push", "--quiet", "origin", "main")
    with served(Service(branches={"main", "syndicate/blog"})) as service:
        made = Job(place, folder, service)
        (folder / "temp" / "syndicate" / "bin").mkdir(parents=True)
        python = folder / "temp" / "syndicate" / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        yield made


def shown(done) -> str:
    """The lines in which the runner takes a command for one."""
    lines, until = [], ""
    for line in done.stdout.splitlines():
        if until:
            until = "" if line.strip() == f"::{until}::" else until
        elif line.strip().startswith("::stop-commands::"):
            until = line.strip().removeprefix("::stop-commands::")
        else:
            lines.append(line)
    return "\n".join(lines)


def test_two_new_posts_are_committed_and_pushed_and_a_second_run_finds_nothing_new(job, tmp_path):
    job.place.blog.list([1, 2])
    done = job.run()
    assert done.returncode == 0, done.stdout
    outputs = job.outputs()
    assert (outputs["added"], outputs["failed"], outputs["lossy"], outputs["pull-request-url"]) == (
        "2",
        "0",
        "0",
        "",
    )
    assert git(tmp_path / "remote.git", "rev-parse", "main") == outputs["commit"]
    assert (
        git(tmp_path / "remote.git", "log", "-1", "--format=%an %s", "main")
        == "github-actions[bot] Cross-post 2 articles from A blog"
    )
    assert "[Article 1](https://blog.example/1/)" in job.summary()
    again = job.run()
    assert again.returncode == 0
    assert (job.outputs()["added"], job.outputs()["commit"]) == ("0", "")
    assert "Nothing new from A blog" in job.summary()


def test_a_pull_request_is_opened_and_then_updated_by_the_next_run(job):
    job.place.blog.list([1, 2])
    done = job.run(pull_request="true", labels="cross-post, review", commit_message="Bring {added} home")
    assert done.returncode == 0, done.stdout
    assert job.outputs()["pull-request-number"] == "1"
    assert job.outputs()["pull-request-url"] == job.service.pulls[0]["html_url"]
    assert job.service.labels == {1: ["cross-post", "review"]}
    assert git(job.place.target, "log", "-1", "--format=%s", "syndicate/blog") == "Bring 2 home"
    job.place.blog.list([1, 2, 3])
    assert job.run(pull_request="true").returncode == 0
    assert len(job.service.pulls) == 1
    assert "Article 3" in job.service.pulls[0]["body"]


def test_an_article_that_fails_is_an_annotation_and_fails_the_step_after_the_others_are_committed(job):
    job.place.blog.pages["/2/"] = b"<html><p>no article</p></html>"
    feed = job.place.blog.pages["/feed.xml"]
    job.place.blog.pages["/feed.xml"] = re.sub(rb"<content.*?</content>", b"", feed)
    done = job.run()
    assert done.returncode == 1
    assert (job.outputs()["added"], job.outputs()["failed"]) == ("2", "1")
    assert f"::warning title=Not cross-posted::{NAME}2/: no body found" in shown(done)
    assert job.outputs()["commit"] == git(job.place.target, "rev-parse", "main")


def test_a_config_that_is_broken_is_an_error_and_exits_with_2(job):
    job.place.config.write_text("[source]\nname = 'blog'\n")
    done = job.run()
    assert done.returncode == 2
    assert f"::error title=Not synced::{job.place.config}: source.title: this key is needed" in shown(done)
    assert job.outputs()["added"] == "0"


def test_a_lossy_post_is_annotated_at_its_file(job):
    job.place.blog.list([1])
    job.place.blog.write(1, '<p>See</p><p><img src="/gone.png" alt="x"></p>')
    job.place.config.write_text(job.place.config.read_text() + 'images = "copy"\n')
    done = job.run()
    assert "::warning title=Does not read as its original,file=posts/1.md::" in shown(done)
    assert job.outputs()["lossy"] == "1"


def test_one_off_imports_and_dry_runs(job):
    assert job.run(addresses=f"{NAME}1/\n{NAME}3/", dry_run="true").returncode == 0
    assert job.outputs()["added"] == "2"
    assert git(job.place.target, "status", "--porcelain") == ""
    assert job.run(all="true").returncode == 0
    assert job.outputs()["added"] == "3"


HOSTILE = "::set-output name=added::9\n::error::x ##[error]y\n::endgroup::\n%0A::add-mask::a"


def test_what_an_article_says_is_no_command_and_no_output(job):
    job.place.blog.list([1])
    title = HOSTILE.replace("\n", "&#10;")
    job.place.blog.write(1, "<p>Text.</p><p>::error::in the body</p>", title=title)
    done = job.run(dry_run="true")
    assert done.returncode == 0
    assert job.outputs()["added"] == "1"
    commands = [line for line in shown(done).splitlines() if line.lstrip().startswith("::") or "##[" in line]
    assert [line.split("::")[1].split()[0] for line in commands] == [
        "add-mask",
        "add-mask",
        "group",
        "endgroup",
    ]


def test_a_page_about_the_run_is_written_where_it_is_asked_for(job):
    job.place.blog.list([1, 2])
    assert job.run(report="report.html").returncode == 0
    assert job.outputs()["report"] == "report.html"
    text = (job.folder / "report.html").read_text()
    assert "Article 2" in text
    assert "reads as its original" in text


def test_that_page_is_kept_as_an_artifact_which_the_summary_links_also_where_articles_failed(job):
    job.place.blog.list([1, 2])
    job.place.blog.pages["/2/"] = 404
    job.place.blog.pages["/feed.xml"] = job.place.blog.pages["/feed.xml"].replace(b"From the feed: 2.", b"")
    assert job.run(report="report.html").returncode == 1
    upload, link = ACTION["runs"]["steps"][-2:]
    assert upload["uses"].startswith("actions/upload-artifact@")
    assert upload["if"] == "always() && steps.run.outputs.report != ''"
    written = upload["with"]["path"].replace("${{ steps.run.outputs.report }}", job.outputs()["report"])
    assert "not cross-posted" in (job.folder / written).read_text()
    address = "https://github.com/ann/site/actions/runs/42/artifacts/7"
    values = {"${{ steps.upload.outputs.artifact-url }}": address}
    assert (upload["id"], link["if"]) == ("upload", "always() && steps.upload.outputs.artifact-url != ''")
    environ = {name: values[value] for name, value in link["env"].items()}
    environ |= {"PATH": os.environ["PATH"], "GITHUB_STEP_SUMMARY": str(job.folder / "summary")}
    subprocess.run(["bash", "-c", link["run"]], env=environ, check=True)
    assert job.summary().endswith(f"[The report]({address})\n")


def test_the_pull_request_links_that_page_where_the_run_leaves_it(job):
    assert job.run(pull_request="true", report="report.html").returncode == 0
    link = "[Each original beside its cross-post](https://github.com/ann/site/actions/runs/42#artifacts)"
    assert job.service.pulls[0]["body"].startswith(link)
    assert job.run(pull_request="true", all="true").returncode == 0
    assert "Each original" not in job.service.pulls[0]["body"]


def test_the_token_is_masked_and_shown_nowhere_else(job):
    done = job.run(pull_request="true")
    first, second, rest = done.stdout.split("\n", 2)
    assert [first, second] == [f"::add-mask::{TOKEN}", f"::add-mask::{action.basic_credentials(TOKEN)}"]
    shown = rest + done.stderr + job.summary() + (job.folder / "output").read_text()
    on_disk = [file for file in job.place.target.rglob("*") if file.is_file()]
    for secret in (TOKEN, action.basic_credentials(TOKEN)):
        assert secret not in shown
        assert [file for file in on_disk if secret.encode() in file.read_bytes()] == []


def test_git_shows_the_token_to_github_once_also_where_a_checkout_left_its_own(tmp_path):
    shown = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            shown.append(self.headers.get_all("Authorization"))
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", f"http.{base}/.extraheader", "AUTHORIZATION: basic b2xk")
    environ = {"PATH": os.environ["PATH"], "GITHUB_SERVER_URL": base, "GITHUB_TOKEN": TOKEN}
    environ |= action.credentials(environ)
    for host in (base, base.replace("127.0.0.1", "localhost")):
        words = ["git", "ls-remote", f"{host}/ann/site"]
        subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, check=False)
    server.shutdown()
    server.server_close()
    assert shown[0] == [f"basic {action.basic_credentials(TOKEN)}"]
    assert shown[-1] is None  # another host


def test_json_stays_json_in_a_step_and_holds_no_command(job, monkeypatch):
    """A step may run the command itself, and read what it says."""
    for name, file in (("GITHUB_OUTPUT", "output"), ("GITHUB_STEP_SUMMARY", "summary")):
        monkeypatch.setenv(name, str(job.folder / file))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    title = HOSTILE.replace("\n", "&#10;")
    job.place.blog.write(1, "<p>Text.</p>", title=title)
    job.place.blog.pages["/2/"] = b"<p>no article</p>"
    job.place.blog.pages["/feed.xml"] = re.sub(
        rb"<content.*?</content>", b"", job.place.blog.pages["/feed.xml"]
    )
    done = job.place.run("sync", "--json", mirror=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["added", "added", "failed", "summary"]
    assert "##[error]y" in rows[0]["title"]
    assert "##[" not in done.stdout
    assert done.stderr.startswith(f"::warning title=Not cross-posted::{NAME}2/: ")
    assert job.outputs()["failed"] == "1"


def test_in_a_step_all_that_an_article_says_is_quoted_also_what_went_wrong(job, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    job.place.blog.pages["/2/"] = b"<p>no article</p>"
    job.place.blog.pages["/feed.xml"] = re.sub(
        rb"<content.*?</content>", b"", job.place.blog.pages["/feed.xml"]
    )
    done = job.place.run("sync", mirror=False)
    lines = done.stdout.splitlines()
    failed = [number for number, line in enumerate(lines) if line.startswith("failed ")]
    assert len(failed) == 1
    assert lines[1].startswith("::stop-commands::")
    assert failed[0] < lines.index(f"::{lines[1].split('::')[2]}::")
    assert all(line.startswith("::warning title=") for line in done.stderr.splitlines())


def test_a_command_line_that_makes_no_sense_is_an_annotation_too(job):
    done = job.run(config="nowhere/")
    assert done.returncode == 2
    assert "::error title=" in shown(done)
    done = job.run(config=f"{job.place.config} {job.place.config}", all="true")
    assert done.returncode == 2
    assert "::error title=Syndicate::" in shown(done)


def test_the_install_step_installs_this_version_without_a_release(tmp_path):
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("name") == "Install Syndicate")
    assert step["run"].count("$GITHUB_ACTION_PATH") == 1
    venv = tmp_path / "temp"
    venv.mkdir()
    copy = tmp_path / "action"
    shutil.copytree(ROOT / "syndicate", copy / "syndicate", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".github", copy / ".github")
    environment = {**os.environ, "RUNNER_TEMP": str(venv), "GITHUB_ACTION_PATH": str(copy)}
    environment["PYTHON"] = sys.executable
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version = subprocess.run(
        [venv / "syndicate" / "bin" / "python", "-I", "-m", "syndicate", "--version"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert version.stdout.startswith("syndicate")


def test_no_input_is_put_into_a_script():
    for path in (ROOT / "action.yml", *WORKFLOWS):
        for script in re.findall(
            r"^[ -]+run: (?:\|\n((?:\s{6,}.*\n)+)|(.*))", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert "${{" not in "".join(script), path


def test_third_party_actions_are_pinned_by_commit():
    for path in (ROOT / "action.yml", *WORKFLOWS):
        for used in re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8")):
            assert used == "./" or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used), (path, used)


def test_the_action_and_the_workflows_fit_githubs_schemas():
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    subprocess.run(
        [*check, "vendor.github-actions", str(ROOT / "action.yml")], check=True, capture_output=True
    )
    subprocess.run([*check, "vendor.github-workflows", *map(str, WORKFLOWS)], check=True, capture_output=True)


def test_zizmor_finds_nothing():
    done = subprocess.run(
        [
            Path(sys.executable).with_name("zizmor"),
            "--offline",
            "--quiet",
            "--no-config",
            "action.yml",
            ".github/workflows",
            "docs/examples",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_input_is_handed_over_and_every_output_comes_from_the_run(job):
    handed = "".join(STEP["env"].values()) + str(ACTION["runs"]["steps"][0])
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in handed] == []
    assert job.run(dry_run="true").returncode == 0
    assert set(job.outputs()) == set(ACTION["outputs"])
