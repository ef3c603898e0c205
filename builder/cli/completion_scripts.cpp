#include "cli/completion_scripts.h"

#include <map>

namespace verbatim {

namespace {

// The program answers a candidate a line, with a tab and a text after it; ":files" or ":folders" asks the
// shell to complete names of files itself. Each script runs the very program that the command line names.

constexpr const char* bash = R"(# bash completion of verbatim, written by `verbatim completion bash`.
_verbatim() {
    local words=() line cur i split=
    # Bash cuts words at "=", so that --name=value comes as three words.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        if ((${#words[@]})) && [[ ${words[-1]} == --* ]] &&
            { [[ ${COMP_WORDS[i]} == "=" ]] || [[ ${COMP_WORDS[i - 1]} == "=" ]]; }; then
            words[-1]+=${COMP_WORDS[i]}
        else
            words+=("${COMP_WORDS[i]}")
        fi
    done
    cur=${words[-1]}
    [[ $cur == --*=* && ${COMP_WORDS[COMP_CWORD]} != --*=* ]] && split=${cur%%=*}=
    COMPREPLY=()
    # What is typed is not expanded yet.
    local program=${COMP_WORDS[0]}
    [[ $program == "~/"* ]] && program=$HOME/${program#"~/"}
    while IFS= read -r line; do
        case $line in
            :files)
                compopt -o filenames 2> /dev/null
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${cur#"$split"}")
                ;;
            :folders)
                compopt -o filenames 2> /dev/null
                while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "${cur#"$split"}")
                ;;
            *)
                line=${line%%$'\t'*}
                COMPREPLY+=("${line#"$split"}")
                ;;
        esac
    done < <("$program" __complete -- "${words[@]}" 2> /dev/null)
}
complete -F _verbatim verbatim
)";

constexpr const char* zsh = R"(#compdef verbatim
# zsh completion of verbatim, written by `verbatim completion zsh`.
_verbatim() {
    local line
    local -a given found texts
    given=("${(@)words[2,CURRENT]}")
    for line in "${(@f)$(${~words[1]} __complete -- "${(@Q)given}" 2> /dev/null)}"; do
        case $line in
            ('') ;;
            (:files) compset -P '--*='; _files ;;
            (:folders) compset -P '--*='; _files -/ ;;
            (*)
                found+=("${line%%$'\t'*}")
                texts+=("${${line/$'\t'/  -- }%  -- }")
                ;;
        esac
    done
    (( $#found )) && compadd -l -d texts -- "${found[@]}"
}
if [ "$funcstack[1]" = "_verbatim" ]; then
    _verbatim "$@"
else
    compdef _verbatim verbatim
fi
)";

constexpr const char* fish = R"(# fish completion of verbatim, written by `verbatim completion fish`.
function __verbatim_complete
    set -l given (commandline -opc) (commandline -ct)
    set -l current $given[-1]
    for line in (command $given[1] __complete -- $given[2..-1] 2> /dev/null)
        switch $line
            case :files
                __fish_complete_path (string replace -r -- '^--[^=]*=' '' $current)
            case :folders
                __fish_complete_directories (string replace -r -- '^--[^=]*=' '' $current) ''
            case '*'
                echo $line
        end
    end
end
complete -c verbatim -f -a '(__verbatim_complete)'
)";

const std::map<std::string, const char*>& scripts() {
    static const std::map<std::string, const char*> all = {{"bash", bash}, {"fish", fish}, {"zsh", zsh}};
    return all;
}

}  // namespace

std::vector<std::string> completion_shells() {
    std::vector<std::string> shells;
    for (const auto& [shell, script] : scripts()) shells.push_back(shell);
    return shells;
}

std::string completion_script(const std::string& shell) {
    return scripts().at(shell);
}

}  // namespace verbatim
