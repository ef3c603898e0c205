"""What is missing, or is not what was pinned: each error names it, expected and come, and what to do."""
import shutil

import harness
from harness import Server, check, closed_port, git, write_zip


def refuses(case, name, *words, status=3):
    result = case.verbatim(*(words or ("fetch", "one")), "--quiet", status=status)
    case.golden(name, result.err)


def module(project):
    """The module example.test/m in the proxy."""
    write_zip(project.proxy / "example.test/m/@v/v1.0.0.zip", {"example.test/m@v1.0.0/m.go": b"package m\n"})


def test_everything_pinned_is_fetched(case):
    case.tiny_project()
    result = case.verbatim("fetch", "one", "--quiet")
    check("5 inputs fetched" in result.out, result.out)
    # A second time from the store, without a socket and without the mirrors.
    shutil.rmtree(case.folder / "upstream")
    shutil.rmtree(case.folder / "proxy")
    check("5 of them were there" in case.verbatim("fetch", "one", "--offline", "--quiet").out, "from the store")


def test_tag_that_moved(case):
    project = case.tiny_project()
    git(project.upstream, "commit", "-q", "--allow-empty", "-m", "two")
    git(project.upstream, "tag", "-f", "-a", "-m", "v1 again", "v1.0.0")
    refuses(case, "tag-moved")


def test_tag_made_anew_on_the_same_commit(case):
    project = case.tiny_project()
    git(project.upstream, "tag", "-f", "-a", "-m", "other words", "v1.0.0")
    refuses(case, "tag-object-moved")


def test_tag_absent(case):
    project = case.tiny_project()
    git(project.upstream, "tag", "v1.0.1")
    git(project.upstream, "tag", "-d", "v1.0.0")
    refuses(case, "tag-absent")


def test_distro_commit_absent(case):
    project = case.tiny_project()
    project.distro_commit = "1" * 40
    project.write()
    refuses(case, "distro-commit-absent", "verify", "one")


def test_commit_time_that_differs(case):
    project = case.tiny_project()
    path = project.folder / "releases/one.yaml"
    path.write_text(path.read_text().replace("03:04:05Z", "03:04:06Z"))
    refuses(case, "commit-time")


def test_checksums_that_are_not_the_pinned_ones(case):
    project = case.tiny_project()
    project.checksums_id = "2" * 40
    project.write()
    refuses(case, "checksums-moved", "verify", "one")


def test_object_that_the_mirror_lacks_is_named_only_when_needed(case):
    project = case.tiny_project()
    blob = git(project.upstream, "rev-parse", "HEAD:main.go")
    (project.upstream / ".git/objects" / blob[:2] / blob[2:]).unlink()
    # The claims need nothing of it …
    case.verbatim("verify", "one", "--quiet", "--against", make_empty(case), status=4)
    # … but the source does.
    refuses(case, "object-absent")


def make_empty(case):
    folder = case.folder / "empty"
    folder.mkdir(exist_ok=True)
    return folder


def test_mirror_that_is_no_repository(case):
    project = case.tiny_project()
    shutil.rmtree(project.upstream)
    refuses(case, "mirror-absent")


def test_mirror_url_that_nobody_answers(case):
    project = case.tiny_project()
    path = project.folder / "projects/example/tiny/project.yaml"
    path.write_text(path.read_text().replace(f"file://{project.upstream}", f"http://127.0.0.1:{closed_port()}/example/tiny"))
    refuses(case, "mirror-unreachable")


def test_offline_without_the_mirror(case):
    project = case.tiny_project()
    path = project.folder / "projects/example/tiny/project.yaml"
    path.write_text(path.read_text().replace(f"file://{project.upstream}", "https://upstream.example.test/example/tiny"))
    refuses(case, "mirror-offline", "fetch", "one", "--offline")


def test_local_mirror_stands_for_a_prefix(case):
    project = case.tiny_project()
    path = project.folder / "projects/example/tiny/project.yaml"
    path.write_text(path.read_text().replace(f"file://{project.upstream}", "https://upstream.example.test/example/tiny.git"))
    (case.folder / "mirrors/example").mkdir(parents=True)
    project.upstream.rename(case.folder / "mirrors/example/tiny")
    case.verbatim("fetch", "one", "--offline", "--quiet", "--mirror", f"https://upstream.example.test/={case.folder}/mirrors/{{path}}")


def test_toolchain_with_another_h1(case):
    project = case.tiny_project()
    prefix = f"golang.org/toolchain@{project.module_version}/"
    write_zip(project.toolchain_zip, {prefix + "VERSION": b"go1.99.1\n", prefix + "bin/go": b"#!/bin/sh\n"})
    refuses(case, "toolchain-h1")


def test_zip_with_a_name_that_leaves_its_folder(case):
    project = case.tiny_project()
    write_zip(project.toolchain_zip, {"../../../../etc/cron.d/x": b"x"})
    refuses(case, "zip-escapes")


def test_proxy_without_the_toolchain(case):
    project = case.tiny_project()
    project.toolchain_zip.unlink()
    case.environment["GOPROXY"] = f"file://{project.proxy},direct"
    refuses(case, "toolchain-absent")


def test_proxy_that_nobody_answers(case):
    case.tiny_project()
    case.environment["GOPROXY"] = f"http://name:secret@127.0.0.1:{closed_port()}"
    refuses(case, "proxy-unreachable")


def test_proxy_list_goes_on_after_404_but_not_after_500(case):
    project = case.tiny_project()
    with Server(lambda path: (404, b"", 0)) as absent:
        case.environment["GOPROXY"] = f"{absent.url},file://{project.proxy}"
        case.verbatim("fetch", "one", "--quiet")
    shutil.rmtree(case.store)
    with Server(lambda path: (403, b"", 0)) as refusing:
        case.environment["GOPROXY"] = f"{refusing.url},file://{project.proxy}"
        refuses(case, "proxy-refuses")
        case.environment["GOPROXY"] = f"{refusing.url}|file://{project.proxy}"
        case.verbatim("fetch", "one", "--quiet")


def test_truncated_download(case):
    project = case.tiny_project()
    content = project.toolchain_zip.read_bytes()
    with Server(lambda path: (200, content[:100], len(content))) as server:
        case.environment["GOPROXY"] = server.url
        refuses(case, "truncated")


def test_offline_without_the_toolchain(case):
    case.tiny_project()
    case.environment["GOPROXY"] = "https://proxy.example.test"
    refuses(case, "toolchain-offline", "fetch", "one", "--offline")


def test_package_with_another_digest(case):
    project = case.tiny_project()
    project.package.write_bytes(b"other")
    refuses(case, "package-digest")


def test_package_absent(case):
    project = case.tiny_project()
    project.package.unlink()
    refuses(case, "package-absent")


def test_module_that_is_not_what_go_sum_says(case):
    project = case.tiny_project(go_sum="example.test/m v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
    module(project)
    refuses(case, "go-sum")


def test_module_absent(case):
    case.tiny_project(go_sum="example.test/m v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
    refuses(case, "module-absent")


def test_go_sum_line_that_is_none(case):
    case.tiny_project(go_sum="example.test/m v1.0.0\n")
    refuses(case, "go-sum-malformed")


def test_checksums_line_that_is_none(case):
    project = case.tiny_project()
    project.checksums = "\n" + "0" * 63 + "g  _output/one/bin/tiny/linux-amd64/tiny\n"
    project.make_distro()
    project.write()
    refuses(case, "checksums-malformed", "verify", "one", status=2)


def test_checksums_path_that_leaves_its_folder(case):
    project = case.tiny_project()
    project.checksums = "0" * 64 + "  ../../etc/passwd\n"
    project.make_distro()
    project.write()
    refuses(case, "checksums-escapes", "verify", "one", status=2)


def test_store_that_cannot_be_made(case):
    case.tiny_project()
    case.store = case.folder / "file" / "store"
    (case.folder / "file").write_text("")
    refuses(case, "store-impossible")


def test_claims_file_that_is_not_there(case):
    case.tiny_project()
    refuses(case, "against-absent", "verify", "one", "--against", "nowhere", status=2)


harness.main(globals())
