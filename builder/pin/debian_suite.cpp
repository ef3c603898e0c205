#include "pin/debian_suite.h"

#include "base/error.h"
#include "base/files.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "base/process.h"
#include "base/text.h"
#include "fetch/apt_sources.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t release_limit = 16U << 20U, list_limit = 256U << 20U, text_limit = 1U << 30U;

std::string unpacked(const std::string& name, const std::string& compressed) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> in(archive_read_new(), &archive_read_free);
    archive_read_support_filter_xz(in.get());
    archive_read_support_format_raw(in.get());
    archive_read_support_format_empty(in.get());  // a suite may well offer nothing
    std::string text;
    std::array<char, 1U << 16U> part{};
    archive_entry* entry = nullptr;
    la_ssize_t got = ARCHIVE_FATAL;
    if (archive_read_open_memory(in.get(), compressed.data(), compressed.size()) == ARCHIVE_OK) {
        const int first = archive_read_next_header(in.get(), &entry);
        if (first == ARCHIVE_EOF) return text;
        while (first == ARCHIVE_OK && ((got = archive_read_data(in.get(), part.data(), part.size())) > 0)) {
            throw_if_interrupted();
            text.append(part.data(), static_cast<std::size_t>(got));
            if (text.size() > text_limit) break;
        }
    }
    if (got == 0) return text;
    const char* why = archive_error_string(in.get());
    throw Error(Failure::mismatch, "cannot unpack " + printable(name))
        .note(got > 0          ? "It is larger than 1 GiB."
              : why != nullptr ? printable(why)
                               : "It is not compressed by xz.");
}

std::string printable_lines(const std::string& text) {
    std::vector<std::string> lines = split(trim(text), '\n');
    for (std::string& line : lines) line = printable(line);
    return join(lines, "\n");
}

// What is signed in the text, and nothing that stands beside it.
std::string signed_text(const std::string& url, const std::string& text, const fs::path& keyring,
                        Store& store) {
    const auto gpgv = find_program("gpgv");
    if (!gpgv)
        throw Error(Failure::unavailable, "gpgv is missing, which checks Debian's signatures")
            .next("apt-get install gpgv");
    if (!fs::exists(keyring))
        throw Error(Failure::unavailable, "there is no keyring " + keyring.string())
            .next("apt-get install debian-archive-keyring, or --keyring FILE");
    const TemporaryDirectory work = store.scratch("release-");
    write_file(work.path() / "InRelease", text);
    std::string said;
    ProcessSpec spec;
    spec.argv = {gpgv->string(),
                 "--keyring",
                 fs::absolute(keyring).string(),
                 "--output",
                 (work.path() / "Release").string(),
                 (work.path() / "InRelease").string()};
    spec.environment = {{"LC_ALL", "C"}, {"HOME", work.path().string()}, {"PATH", "/usr/bin:/bin"}};
    spec.on_output = [&](std::string_view part) { said += part; };
    spec.time_limit = std::chrono::minutes(2);
    if (!run_process(spec).succeeded())
        throw Error(Failure::mismatch, "the signature of " + redacted_url(url) + " is not right")
            .note(printable_lines(said))
            .note("Signed by a key of " + keyring.string() + " it has to be. Nothing of it was used.")
            .next(
                "another mirror: --debian-mirror URL; for another distribution its own keys: --keyring FILE");
    return read_file(work.path() / "Release", release_limit);
}

}  // namespace

DebianSuite::DebianSuite(std::string archive, std::string suite, const fs::path& keyring,
                         FetchContext& context)
    : archive_(std::move(archive)), suite_(std::move(suite)), context_(context) {
    root_ = debian_mirror_in_force(
        archive_, archive_ == "security" ? context.debian_security_mirror : context.debian_mirror);
    const std::string url = root_ + "/dists/" + suite_ + "/InRelease";
    release_ = parse_release_file(redacted_url(url),
                                  signed_text(url, get("InRelease", release_limit), keyring, context.store));
    if (release_.suite != suite_ && release_.codename != suite_)
        throw Error(Failure::mismatch, redacted_url(url) + " is another suite's")
            .note("It says Suite: " + printable(release_.suite) +
                  ", Codename: " + printable(release_.codename) + ".");
}

std::string DebianSuite::get(const std::string& path, std::uint64_t limit) const {
    HttpRequest request;
    request.url = root_ + "/dists/" + suite_ + "/" + path;
    request.size_limit = limit;
    HttpResponse response = http_get(request, context_.events);
    if (response.status != 200)
        throw Error(Failure::unavailable, "the suite " + suite_ + " cannot be read")
            .note(redacted_url(request.url) + ": answered " + std::to_string(response.status) + ".")
            .next("check --suite, and the mirror: --debian-mirror URL, --debian-security-mirror URL");
    return std::move(response.body);
}

std::multimap<std::string, PackageOffer> DebianSuite::packages(const std::string& arch,
                                                               const std::vector<std::string>& wanted) const {
    const std::string path = "main/binary-" + arch + "/Packages.xz";
    const std::string name = root_ + "/dists/" + suite_ + "/" + path;
    const auto index = release_.indexes.find(path);
    if (index == release_.indexes.end())
        throw Error(Failure::unavailable, "the suite " + suite_ + " has no packages for " + arch)
            .note("Its Release file does not list " + path + ".");
    const std::string list = get(path, list_limit);
    const Digest came = sha256(list);
    if (list.size() != index->second.size || came != index->second.sha256)
        throw Error(Failure::mismatch, redacted_url(name) + " is not the list that was signed")
            .note("expected " + index->second.sha256.hex() + ", " + std::to_string(index->second.size) +
                  " bytes\ncame     " + came.hex() + ", " + std::to_string(list.size()) + " bytes")
            .note("A mirror that is just being updated does this for some minutes.")
            .next("the same command again");
    return parse_packages(redacted_url(name), unpacked(name, list), wanted);
}

bool is_newer_package(const std::string& a, const std::string& b) {
    const auto dpkg = find_program("dpkg");
    if (!dpkg)
        throw Error(Failure::unavailable, "dpkg is missing, which compares versions of Debian packages")
            .next("apt-get install dpkg");
    ProcessSpec spec;
    spec.argv = {dpkg->string(), "--compare-versions", a, "gt", b};
    spec.environment = {{"LC_ALL", "C"}, {"PATH", "/usr/bin:/bin"}};
    spec.on_output = [](std::string_view) {};
    spec.time_limit = std::chrono::minutes(2);
    const ProcessResult result = run_process(spec);
    if (result.succeeded()) return true;
    if (result.exit_code == 1 && result.signal == 0) return false;
    throw Error(Failure::mismatch,
                "dpkg cannot compare the versions " + printable(a) + " and " + printable(b));
}

}  // namespace verbatim
