#include "base/process.h"

#include "base/error.h"
#include "base/files.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <thread>

using namespace verbatim;

namespace {
std::string run(std::vector<std::string> argv, ProcessResult* result = nullptr,
                std::chrono::seconds limit = {}) {
    std::string output;
    ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.environment = {{"ONLY", "this"}};
    spec.time_limit = limit;
    spec.on_output = [&](std::string_view piece) { output += piece; };
    const ProcessResult got = run_process(spec);
    if (result != nullptr) *result = got;
    return output;
}
}  // namespace

TEST(Process, ChildGetsExactlyTheEnvironmentGiven) {
    EXPECT_EQ(run({"env"}), "ONLY=this\n");
}

TEST(Process, CapturesBothStreamsAndTheExitCode) {
    ProcessResult result;
    EXPECT_EQ(run({"sh", "-c", "echo out; echo err >&2; exit 7"}, &result), "out\nerr\n");
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_FALSE(result.succeeded());
}

TEST(Process, IsEndedWithItsChildrenWhenTimeIsUp) {
    ProcessResult result;
    run({"sh", "-c", "sleep 60 & sleep 60"}, &result, std::chrono::seconds(1));
    EXPECT_TRUE(result.timed_out);
}

TEST(Process, OneThatNeitherReadsNorWritesIsEnded) {
    const auto ended = [](const std::string& program) {
        ProcessSpec spec;
        spec.argv = {"python3", "-c", program};
        spec.silence_limit = std::chrono::seconds(1);
        return run_process(spec);
    };
    const ProcessResult silent = ended("import time; time.sleep(60)");
    EXPECT_TRUE(silent.silent);
    EXPECT_FALSE(silent.succeeded());
    // Waking up now and then is no reading.
    EXPECT_TRUE(
        ended(
            "import os, time\nwhile True: os.write(os.open('/dev/null', os.O_WRONLY), b'x'); time.sleep(.1)")
            .silent);
    const ProcessResult moving =
        ended("import time\nfor i in range(6): open('/dev/null', 'wb').write(b'x' * 4000); time.sleep(.4)");
    EXPECT_FALSE(moving.silent);
    EXPECT_TRUE(moving.succeeded());
}

namespace {
// PATH and the current folder, as they were when this goes.
struct Surroundings {
    std::filesystem::path folder = std::filesystem::current_path();
    std::string path = std::getenv("PATH");
    ~Surroundings() {
        ::setenv("PATH", path.c_str(), 1);
        std::filesystem::current_path(folder);
    }
};
}  // namespace

TEST(Process, EmptyAndRelativeEntriesOfPathNameNoProgram) {
    const Surroundings kept;
    const TemporaryDirectory dir(std::filesystem::temp_directory_path());
    for (const char* folder : {"", "bin", "absolute"}) {
        make_directories(dir.path() / folder);
        write_file(dir.path() / folder / "planted", "#!/bin/sh\necho planted\n", 0755);
    }
    std::filesystem::current_path(dir.path() / "");
    for (const char* path :
         {"", ":", ".", "./", "bin", "./bin", "..", ":/usr/bin", "/usr/bin:", "/usr/bin::/bin", ".:/usr/bin",
          "bin:/usr/bin", "absolute/../bin:/usr/bin", "~:/usr/bin"}) {
        ::setenv("PATH", path, 1);
        EXPECT_FALSE(find_program("planted")) << path;
        EXPECT_THROW(run({"planted"}), Error) << path;
        EXPECT_EQ(absolute_search_path().find('.'), std::string::npos) << path;
    }
    ::unsetenv("PATH");
    EXPECT_FALSE(find_program("planted"));
    const std::string own = (dir.path() / "absolute").string();
    ::setenv("PATH", ("bin::" + own).c_str(), 1);
    EXPECT_EQ(find_program("planted"), dir.path() / "absolute" / "planted");
    EXPECT_EQ(absolute_search_path(), own);
    EXPECT_EQ(run({"planted"}), "planted\n");
    EXPECT_FALSE(find_program(""));
    EXPECT_FALSE(find_program("absolute")) << "no folder";
}

TEST(Process, StandardInputIsEmpty) {
    EXPECT_EQ(run({"cat"}), "");
}

TEST(Process, StandardInputIsWhatIsGivenAndNeedNotBeRead) {
    const std::string large(3U << 20U, 'x');  // more than a pipe holds
    ProcessSpec spec;
    spec.argv = {"wc", "-c"};
    spec.input = large;
    std::string output;
    spec.on_output = [&](std::string_view piece) { output += piece; };
    EXPECT_TRUE(run_process(spec).succeeded());
    EXPECT_EQ(output, std::to_string(large.size()) + "\n");
    spec.argv = {"true"};
    EXPECT_TRUE(run_process(spec).succeeded());
}

TEST(Process, WhoWritesWithoutEndIsEndedInTimeAllTheSame) {
    ProcessResult result;
    run({"sh", "-c", "yes & yes & yes & yes"}, &result, std::chrono::seconds(1));
    EXPECT_TRUE(result.timed_out);
}

TEST(Process, DescriptorsDoNotLeak) {
    // 0, 1, 2 and the one that ls itself opens.
    EXPECT_EQ(run({"ls", "/proc/self/fd"}), "0\n1\n2\n3\n");
}

TEST(Process, AnInheritedDescriptorReachesTheProgramWhateverItsNumber) {
    for (const int number : {9, 700}) {
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        const FileDescriptor read(::fcntl(ends[0], F_DUPFD_CLOEXEC, number)), first(ends[0]);
        {
            const FileDescriptor write(ends[1]);
            ASSERT_EQ(::write(write.get(), "through\n", 8), 8);
        }
        std::string output;
        ProcessSpec spec;
        spec.argv = {"cat", "/proc/self/fd/" + std::to_string(read.get())};
        spec.inherited = {read.get()};
        spec.on_output = [&](std::string_view piece) { output += piece; };
        EXPECT_TRUE(run_process(spec).succeeded());
        EXPECT_EQ(output, "through\n") << number;
    }
}

TEST(Process, AProgramThatIsNotThereIsNamed) {
    try {
        run({"no-such-program-here"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::unavailable);
        EXPECT_NE(error.message().find("no-such-program-here"), std::string::npos);
    }
}

// A program whose child has a session of its own, as a sandbox has.
class GuardedProcess : public testing::Test {
  protected:
    static ProcessSpec guarded(const std::string& script) {
        ProcessSpec spec;
        spec.argv = {"sh", "-c", script};
        spec.environment = {{"PATH", "/usr/bin:/bin"}};
        spec.guarded = true;
        return spec;
    }
    // Until it is gone, or for ten seconds.
    static bool goes(pid_t pid) {
        for (int i = 0; i < 1000; ++i) {
            if (::kill(pid, 0) != 0) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
};

TEST_F(GuardedProcess, EndsAsItsProgramDoes) {
    EXPECT_TRUE(run_process(guarded("exit 0")).succeeded());
    EXPECT_EQ(run_process(guarded("exit 7")).exit_code, 7);
    EXPECT_EQ(run_process(guarded("kill -TERM $$")).signal, SIGTERM);
    EXPECT_EQ(run_process(guarded("kill -KILL $$")).signal, SIGKILL);
    std::string output;
    ProcessSpec spec = guarded("echo out; echo err >&2");
    spec.on_output = [&](std::string_view piece) { output += piece; };
    EXPECT_TRUE(run_process(spec).succeeded());
    EXPECT_EQ(output, "out\nerr\n");
}

TEST_F(GuardedProcess, IsEndedWhenTimeIsUp) {
    ProcessSpec spec = guarded("sleep 60");
    spec.time_limit = std::chrono::seconds(1);
    EXPECT_TRUE(run_process(spec).timed_out);
}

TEST_F(GuardedProcess, NothingOfItOutlivesTheProcessThatStartedIt) {
    const TemporaryDirectory folder(std::filesystem::temp_directory_path());
    const std::filesystem::path file = folder.path() / "pid";
    const pid_t starter = ::fork();
    if (starter == 0) {
        try {
            run_process(guarded("setsid sh -c 'echo $$ > " + file.string() + ".new; mv " + file.string() +
                                ".new " + file.string() + "; exec sleep 600' & wait"));
        } catch (...) {
        }
        ::_exit(0);
    }
    for (int i = 0; i < 1000 && !std::filesystem::exists(file); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_TRUE(std::filesystem::exists(file));
    const pid_t inner = std::stoi(read_file(file));
    EXPECT_EQ(::kill(inner, 0), 0);
    ::kill(starter, SIGKILL);
    ::waitpid(starter, nullptr, 0);
    EXPECT_TRUE(goes(inner));
}
