"""A history of nights as `verbatim report` reads it: branches × components × platforms, most of it well, with some failures whose causes a
test can look for. The same each time."""
import hashlib
import random

STARTED = 1790046180  # 2026-09-22T03:03:00Z
DAY = 86400
BRANCHES = [f"1-{minor}" for minor in range(30, 37)]
# How many files each builds for a platform; kubernetes/kubernetes has 36 claims a branch.
COMPONENTS = {"containernetworking/plugins": 14, "coredns/coredns": 1, "etcd-io/etcd": 2, "kubernetes-csi/external-provisioner": 1,
              "kubernetes-sigs/metrics-server": 1, "kubernetes/kubernetes": 18}
PLATFORMS = ["linux/amd64", "linux/arm64"]
AXES = ["build-path", "user", "host-name", "time-zone", "locale", "umask", "processors", "environment", "cold-cache"]


def time_text(seconds):
    import datetime
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def hexes(*words, length=64):
    return hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()[:length]


def name_of(component, number):
    return component.split("/")[1] + (f"-{number}" if number else "")


def unit(release, component, platform, night, state="reproduced", cause=None, expected=None, **more):
    """As verbatim.run/1 has a unit; `expected` is why its state was expected."""
    files = []
    for number in range(COMPONENTS.get(component, 1)):
        path = f"_output/{release}/bin/{component.split('/')[1]}/{platform.replace('/', '-')}/{name_of(component, number)}"
        claimed = hexes("claim", path)
        # One file of many is enough for a unit to differ.
        verdict = state if number == 0 and state in ("differs", "failed", "missing", "unbuildable", "equivalent") else "reproduced"
        if state in ("failed", "unbuildable"):
            verdict = state
        built = {"reproduced": claimed, "differs": hexes("built", path), "equivalent": hexes("built", path)}.get(verdict)
        files.append({"path": path, "verdict": verdict, "claimed_sha256": claimed, "built_sha256": built,
                      "reason": cause if verdict != "reproduced" else None, "expected": expected if verdict != "reproduced" else None})
    go = "go1.26.5" if night >= 41 else "go1.26.4"
    random_time = random.Random(f"{release}{component}{platform}{night}")
    base = 90_000 if component == "kubernetes/kubernetes" else 9_000
    return {"release": release, "component": component, "platform": platform, "state": state, "cause": cause, "expected": expected is not None, "files": files,
            "pins": {"tag": "v1.14.3", "commit": hexes(component, release, length=40), "go": go, "go_declared": "1.26",
                     "distro": "aws/eks-distro@178844623f233bd3ee66c14776e7c1fb55895f12", "checksums": hexes("sums", component, length=40),
                     "patches": hexes("patches", component, length=40) if component == "coredns/coredns" else None},
            "definitions": hexes("definitions", component, release), "not_own": [f"project {component}"] if component == "coredns/coredns" else [],
            "actions": [hexes("action", release, component, platform)], "elapsed_milliseconds": int(base * random_time.uniform(0.8, 1.3)),
            "evidence": [f"verbatim explain {release} {component} --platform {platform}", f"verbatim verify {release} {component}"],
            "steadiness": {"rounds": 2, "varied": AXES, "not_varied": {"directory-order": "disorderfs is not installed"}, "variances": [], "failure": None, "cut_short": False}, **more}


def not_run(release, component, platform):
    empty = dict.fromkeys(("tag", "commit", "go", "go_declared", "distro", "checksums", "patches"))
    return {"release": release, "component": component, "platform": platform, "state": "not_run", "cause": None, "expected": False, "files": [], "pins": empty,
            "definitions": None, "not_own": [], "actions": [], "evidence": [], "elapsed_milliseconds": 0, "steadiness": None}


TRIMPATH = "built without -trimpath: the program names /build/coredns, the published one does not"
STALE = "CHECKSUMS is older than the pins: it was made with go1.24.11"
HOST_NAME = "the program holds the name of the machine that it was linked on"


def state_of(release, component, platform, night, last):
    """State, cause, why it was expected, and more, of one unit in one night."""
    if component == "kubernetes-sigs/metrics-server" and release == "1-30":
        return "differs", STALE, "published before the toolchain was raised; upstream knows"
    if component == "coredns/coredns" and release == "1-36" and night >= last - 2:
        return "differs", TRIMPATH, None
    if component == "containernetworking/plugins" and release == "1-34" and platform == "linux/arm64" and night == last:
        return "failed", "the build failed: go.sum has no h1 of golang.org/x/net v0.33.0", None
    if component == "kubernetes-csi/external-provisioner" and release == "1-33" and 20 <= night < 27:
        return "failed", "the module proxy had no golang.org/x/sys", None
    if component == "etcd-io/etcd" and release == "1-35" and night >= 30:
        return "unsteady", HOST_NAME, None
    if component == "etcd-io/etcd" and release == "1-31" and 12 <= night < last:
        return "equivalent", "the archive's entries stand in another order", None
    return "reproduced", None, None


def one(release, component, platform, night, last):
    # One night ended early, and the last one did not reach a corner.
    if night == 33 and component == "kubernetes/kubernetes" and release < "1-34":
        return not_run(release, component, platform)
    if night == last and component == "kubernetes/kubernetes" and release in ("1-30", "1-31"):
        return not_run(release, component, platform)
    state, cause, expected = state_of(release, component, platform, night, last)
    made = unit(release, component, platform, night, state, cause, expected)
    if state == "unsteady":
        made["steadiness"]["variances"] = [{"axis": "host-name", "from": "builder", "to": "other-host", "action": "build etcd", "cause": HOST_NAME, "paths": []}]
        made["steadiness"]["rounds"] = 6
    if night % 7 and component != "kubernetes/kubernetes":
        made["elapsed_milliseconds"] //= 3
    made["steadiness"]["not_varied"] = [{"axis": axis, "because": why} for axis, why in made["steadiness"]["not_varied"].items()]
    return made


def published(branches, night):
    """What the distro released: in the first night we learn where each branch stands, each twenty nights there is a release of the newest."""
    distro = "https://github.com/aws/eks-distro@178844623f233bd3ee66c14776e7c1fb55895f12"
    if night == 0:
        return [{"release": branch, "number": 5, "newest_before": None, "distro": distro} for branch in branches]
    return [{"release": branches[-1], "number": 5 + night // 20, "newest_before": 4 + night // 20, "distro": distro}] if night % 20 == 0 else []


def history(nights=60, branches=BRANCHES, components=COMPONENTS, platforms=PLATFORMS):
    runs = []
    for night in range(nights):
        last = nights - 1
        started = STARTED + night * DAY
        units = [one(release, component, platform, night, last) for release in branches for component in components for platform in platforms]
        took = sum(each["elapsed_milliseconds"] for each in units) // 1000
        short = any(each["state"] == "not_run" for each in units)
        runs.append({"format": "verbatim.run/1", "id": night + 1, "kind": "nightly", "configuration": "all-branches", "version": "0.1.0", "host": "linux/amd64",
                     "started": time_text(started), "ended": time_text(started + took + 60), "ending": "budget_spent" if short else "complete", "error": None, "shared_cache": False,
                     "units": units, "published": published(branches, night)})
    return runs
