#include "publish/command_hook.h"

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

constexpr std::size_t kept_output = 16U << 10U;

std::string why_it_failed(const ProcessResult& ended, const CommandHook& hook) {
    const std::string name = printable(hook.argv.at(0));
    if (ended.timed_out)
        return fmt::format("{} ran for longer than {} s, and was ended", name, hook.time_limit.count());
    if (ended.signal != 0) return fmt::format("{} was ended by signal {}", name, ended.signal);
    return fmt::format("{} ended with status {}", name, ended.exit_code);
}

}  // namespace

HookResult run_hook(const CommandHook& hook, const Notice& notice) {
    HookResult result;
    ProcessSpec spec;
    spec.argv = hook.argv;
    spec.environment = hook.environment;
    spec.environment[event_variable] = notice.event;
    spec.environment[delivery_variable] = notice.id;
    spec.directory = hook.directory;
    spec.input = notice.body;
    spec.time_limit = hook.time_limit;
    spec.guarded = true;
    spec.on_output = [&result](std::string_view piece) {
        result.output += piece;
        // Not at each piece: of a program that writes for a minute, the end is kept all the same.
        if (result.output.size() > 4 * kept_output)
            result.output.erase(0, result.output.size() - kept_output);
    };
    try {
        const ProcessResult ended = run_process(spec);
        result.succeeded = ended.succeeded();
        if (!result.succeeded) result.why = why_it_failed(ended, hook);
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        result.why = printable(error.message());
    }
    if (result.output.size() > kept_output) result.output.erase(0, result.output.size() - kept_output);
    return result;
}

}  // namespace verbatim
