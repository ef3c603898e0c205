#include "cli/command.h"

#include <iterator>

namespace verbatim {

namespace {

constexpr CommandEntry table[] = {
    {"verify", "Rebuild a release from its pins and compare with the published hashes",
     "  verbatim verify demo                          the sample that comes with Verbatim\n"
     "  verbatim verify 1-36                          all components of the lock\n"
     "  verbatim verify 1-36 etcd-io/etcd             one of them\n"
     "  verbatim verify 1-36 --platform linux/arm64   one platform\n"
     "  verbatim verify --all                         every lock, and a table of all\n"
     "  verbatim verify 1-36 --against CHECKSUMS      a sums file, or a folder of binaries\n"
     "  verbatim verify 1-36 --against https://…/kubernetes-1-36-eks-8.yaml\n"
     "                                                a published release: archives and images too\n"
     "  verbatim verify 1-36 --json | jq .counts\n",
     declare_verify},
    {"build", "Rebuild a release's binaries into a folder, with their sums",
     "  verbatim build demo --out out\n"
     "  verbatim build 1-36 etcd-io/etcd --platform linux/amd64 --out out\n",
     declare_build},
    {"fetch", "Fetch all that a release needs; afterwards no command needs the network for it",
     "  verbatim fetch 1-36\n"
     "  verbatim fetch 1-36 --mirror 'https://github.com/=/srv/git/{owner}/{name}.git'\n"
     "  verbatim fetch 1-36 && verbatim verify 1-36 --offline\n"
     "  verbatim fetch demo --for-release && verbatim release demo --number 1 --out dist --offline\n",
     declare_fetch},
    {"plan", "Show the actions that build a release, and their digests; needs no network and no store",
     "  verbatim plan 1-36\n"
     "  verbatim plan 1-36 etcd-io/etcd --json | jq '.actions[].name'\n"
     "  verbatim plan demo --dot | dot -Tsvg > plan.svg\n",
     declare_plan},
    {"pin", "Write pins: of a component, of a branch from its distro, of a toolchain, of a builder root",
     "  verbatim pin 1-36 etcd-io/etcd --tag v3.6.13              one component; all else stays as it is\n"
     "  verbatim pin 1-36 etcd-io/etcd --go go1.26.5 --dry-run\n"
     "  verbatim pin 1-36 --distro https://github.com/aws/eks-distro@main\n"
     "                                                            all that the distro builds of a branch\n"
     "  verbatim pin 1-37 --distro https://github.com/aws/eks-distro@main --committer 'Bot "
     "<bot@example.org>'\n"
     "                                                            a lock that was not there\n"
     "  verbatim pin --toolchain go1.25.12                        proven against the Go checksum database\n"
     "  verbatim pin --root git                                   its packages at Debian's newest versions\n",
     declare_pin},
    {"outdated", "Say what is newer than the pins: tags, Go releases, commits of the distro",
     "  verbatim outdated 1-36\n"
     "  verbatim outdated --json | jq '.releases[] | select(.outdated) | .release'\n",
     declare_outdated},
    {"patch", "Check, list or write the patch series of a release",
     "  verbatim patch check 1-36                                   does every series apply?\n"
     "  verbatim patch check 1-36 coredns/coredns --tag v1.14.4     would it on another tag?\n"
     "  verbatim patch list 1-36 coredns/coredns\n"
     "  verbatim patch list 1-36 --json | jq -r '.components[].patches[].cves[]' | sort -u\n"
     "  verbatim patch export coredns                               of commits in a checkout of "
     "`source`\n",
     declare_patch},
    {"source", "Write the patched source of a component as a git checkout to work in",
     "  verbatim source 1-36 coredns/coredns --out coredns\n"
     "  cd coredns && git commit -a && verbatim patch export\n",
     declare_source},
    {"release", "Make a release of a branch: archives, images, sums, manifests and pages, in one folder",
     "  verbatim release demo --number 1 --out dist      the sample that comes with Verbatim\n"
     "  verbatim release 1-36 --number 8 --out dist\n"
     "  verbatim release 1-36 --number 8 --out dist --withdraw 'the archive of etcd is cut short'\n"
     "  verbatim release 1-36 --number 8 --out dist --withdraw 'CVE-2026-0001' --superseded-by 9\n"
     "  verbatim release 1-36 --number 8 --out dist --superseded-by 9\n",
     declare_release},
    {"push", "Push the images of a release to a registry",
     "  verbatim push dist registry.example.org/distro\n"
     "  verbatim push dist registry.example.org/distro --release 1-36 --number 8\n"
     "  skopeo login registry.example.org                where credentials come from\n",
     declare_push},
    {"why", "Show what an action's digest is made of, and what has changed since it was last made",
     "  verbatim why demo verbatim/greeting                           its actions, and which are in the "
     "store\n"
     "  verbatim why demo verbatim/greeting build linux/amd64 shout   one of them, by words of its name\n"
     "  verbatim why 1-36 etcd-io/etcd 8be3cc64 --json                or by its plan digest\n",
     declare_why},
    {"search", "Find the inputs that give the published bits: Go release, state of the tree, tags, flags",
     "  verbatim search 1-35 etcd-io/etcd                   which Go release built it?\n"
     "  verbatim search 1-35 etcd-io/etcd --write           and keep what was found in the lock\n"
     "  verbatim search 1-36 coredns/coredns --budget 2h    begin no try after two hours\n"
     "  verbatim search 1-36 coredns/coredns --pinned-only  try the Go releases of toolchains/go/ alone\n",
     declare_search},
    {"audit", "Verify every different set of hashes that a distro published in its history",
     "  verbatim audit kubernetes/release                              whatever the locks' distro ever "
     "claimed\n"
     "  verbatim audit etcd-io/etcd coredns/coredns --budget 2h        begin no try after two hours\n"
     "  verbatim audit etcd-io/etcd --distro https://github.com/aws/eks-distro@main --go-from 1.23\n",
     declare_audit},
    {"check", "Build again under other circumstances: what of them gets into the bits?",
     "  verbatim check demo\n"
     "  verbatim check 1-36 etcd-io/etcd --platform linux/amd64\n"
     "  verbatim check 1-36 etcd-io/etcd --axis host-name --axis user    these alone\n"
     "  verbatim check demo --rounds 20                                  for a race that is seldom lost\n",
     declare_check},
    {"nightly", "Verify and check what a configuration names; keep a history, write reports, tell people",
     "  verbatim nightly --config nightly.yaml\n"
     "  verbatim nightly --config nightly.yaml --budget 20m    less than it says\n",
     declare_nightly},
    {"diff", "Compare two releases by their locks, manifests or trees: what changed, why, and what did not",
     "  verbatim diff 1-35 1-36                         two branches\n"
     "  verbatim diff 1-36@HEAD~1 1-36                  a lock with yesterday's, by a git revision\n"
     "  verbatim diff old.yaml 1-36 --markdown          for a changelog\n"
     "  verbatim diff 1-36@v7 1-36 --json | jq .artifacts.changed\n",
     declare_diff},
    {"explain", "Say in what two binaries, archives, images or folders differ, why, and what to do about it",
     "  verbatim explain published/etcd out/etcd                  Go build information, sections, functions\n"
     "  verbatim explain published.tar.gz built.tar.gz            members, times, owners, order\n"
     "  verbatim explain dist.old dist                            two folders, file by file\n"
     "  verbatim explain published.tar built-layout               images\n"
     "  verbatim explain published/etcd out/etcd --json | jq '.causes[0]'\n"
     "  verbatim explain 1-30 coredns/coredns                     what is known of claims not reproduced\n"
     "  verbatim explain 1-30 coredns/coredns --published coredns\n",
     declare_explain},
    {"history", "Show what recorded runs found: what is wrong since when, and what changed in between",
     "  verbatim history                                the last runs, and what is not reproduced now\n"
     "  verbatim history etcd-io/etcd --runs 60         its states over the last 60 runs\n"
     "  verbatim history etcd-io/etcd --release 1-36\n"
     "  verbatim history --json | jq '.units[] | select(.last_known.good | not) | .component'\n",
     declare_history},
    {"report", "Write the reports of runs: a site, JUnit XML, metrics, a feed, a badge, a summary",
     "  verbatim report --out reports                   of the history\n"
     "  verbatim report --runs runs.json --out reports\n"
     "  verbatim report --runs runs.json --out /srv/reports --address https://reports.example.org/\n"
     "  xdg-open reports/site/index.html                needs no server and no network\n",
     declare_report},
    {"doctor", "Say whether this machine can fetch and build, and how to mend what is missing",
     "  verbatim doctor\n"
     "  verbatim doctor --offline                     without asking anything of the network\n"
     "  verbatim doctor --json | jq '.checks[] | select(.result == \"fail\")'\n",
     declare_doctor},
    {"list", "List releases, or the components of one; toolchains and builder roots",
     "  verbatim list\n"
     "  verbatim list 1-36\n"
     "  verbatim list --toolchains\n",
     declare_list},
    {"store", "Check, clean or measure the store",
     "  verbatim store fsck             is everything what its name says?\n"
     "  verbatim store fsck --repair    take away what is damaged; the next run makes it again\n"
     "  verbatim store gc --dry-run     what could go\n"
     "  verbatim store gc --keep-days 30\n"
     "  verbatim store du --json | jq .bytes\n",
     declare_store},
    {"config", "Show the settings in force, and where each comes from",
     "  verbatim config\n"
     "  verbatim config --json\n",
     declare_config},
    {"import", "Import an embedded source into a git repository and print what to pin of it",
     "  verbatim import samples/greeting /tmp/greeting.git\n", declare_import},
    {"new", "Begin the definition of a component, with a comment at each field",
     "  verbatim new FiloSottile/age                                    a pattern to fill in\n"
     "  verbatim new FiloSottile/age --tag v1.2.1                       filled in with what is seen "
     "there\n"
     "  verbatim new FiloSottile/age --tag v1.2.1 --release tutorial    and pinned in "
     "releases/tutorial.yaml\n",
     declare_new},
    {"notify", "Tell webhooks and commands of something, or deliver again what could not be delivered",
     "  verbatim notify --config nightly.yaml --test               does everybody hear of it?\n"
     "  verbatim notify --config nightly.yaml --retry              what lies among the dead letters\n"
     "  verbatim notify --config nightly.yaml --released dist      that a release is out\n"
     "  verbatim notify --config nightly.yaml --event event.json   a body of your own\n",
     declare_notify},
    {"completion", "Print the script that makes a shell complete commands, releases and components",
     "  source <(verbatim completion bash)                             in ~/.bashrc\n"
     "  source <(verbatim completion zsh)                              in ~/.zshrc, after compinit\n"
     "  verbatim completion fish > ~/.config/fish/completions/verbatim.fish\n",
     declare_completion},
    {"__complete", "Candidates for the last of WORDS", "", declare_complete},
    {"__man", "Write the man pages", "", declare_man},
};

}  // namespace

const std::vector<CommandEntry>& commands() {
    static const std::vector<CommandEntry> all(std::begin(table), std::end(table));
    return all;
}

}  // namespace verbatim
