#include "cli/command.h"

namespace verbatim {

const std::vector<CommandEntry>& commands() {
    static const std::vector<CommandEntry> table = {
        {"verify", "Rebuild a release from its pins and compare with the published hashes",
         "  verbatim verify demo                          the sample that comes with Verbatim\n"
         "  verbatim verify 1-36                          all components of the lock\n"
         "  verbatim verify 1-36 etcd-io/etcd             one of them\n"
         "  verbatim verify 1-36 --platform linux/arm64   one platform\n"
         "  verbatim verify 1-36 --against CHECKSUMS      a sums file, or a folder of binaries\n"
         "  verbatim verify 1-36 --json | jq .counts\n",
         declare_verify},
        {"build", "Rebuild a release's binaries into a folder, with their sums",
         "  verbatim build demo --out out\n"
         "  verbatim build 1-36 etcd-io/etcd --platform linux/amd64 --out out\n",
         declare_build},
        {"fetch", "Fetch all that a release needs; afterwards no command needs the network for it",
         "  verbatim fetch 1-36\n"
         "  verbatim fetch 1-36 --mirror 'https://github.com/=/srv/git/{owner}/{name}.git'\n"
         "  verbatim fetch 1-36 && verbatim verify 1-36 --offline\n",
         declare_fetch},
        {"plan", "Show the actions that build a release, and their digests; needs no network and no store",
         "  verbatim plan 1-36\n"
         "  verbatim plan 1-36 etcd-io/etcd --json | jq '.actions[].name'\n"
         "  verbatim plan demo --dot | dot -Tsvg > plan.svg\n",
         declare_plan},
        {"list", "List releases, or the components of one",
         "  verbatim list\n"
         "  verbatim list 1-36\n",
         declare_list},
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
        {"completion", "Print the script that makes a shell complete commands, releases and components",
         "  source <(verbatim completion bash)                             in ~/.bashrc\n"
         "  source <(verbatim completion zsh)                              in ~/.zshrc, after compinit\n"
         "  verbatim completion fish > ~/.config/fish/completions/verbatim.fish\n",
         declare_completion},
        {"__complete", "Candidates for the last of WORDS", "", declare_complete},
        {"__man", "Write the man pages", "", declare_man},
    };
    return table;
}

}  // namespace verbatim
