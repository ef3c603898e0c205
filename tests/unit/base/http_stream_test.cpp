// Against servers of our own on loopback, which speak just as much HTTP as a test needs.
#include "base/http_stream.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "expect.h"
#include "loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <memory>
#include <thread>

using namespace verbatim;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

// How the server behaves: see tests/support/slow_server.py.
struct HttpStreamTest : testing::Test {
    static StreamRequest request(const test::LoopbackServer& server, const std::string& path = "/") {
        StreamRequest made;
        made.url = server.url(path);
        made.silence = std::chrono::seconds(1);
        return made;
    }
    static std::string all(HttpStream& stream) {
        std::string text;
        char buffer[5];
        while (const std::size_t n = stream.read(buffer, sizeof buffer)) text.append(buffer, n);
        return text;
    }
    static Error refusal(const StreamRequest& asked) {
        return test::thrown_by([&] {
            HttpConnections connections;
            HttpStream stream(connections, asked);
            (void)stream.status();
            return all(stream);
        });
    }
    static test::LoopbackServer serve(const std::string& how) {
        return test::LoopbackServer(how, "slow_server.py");
    }
};

}  // namespace

TEST_F(HttpStreamTest, ReadsAnAnswerPieceByPieceAndOneAfterAnother) {
    const auto server = serve("echo");
    HttpConnections connections;
    for (int i = 0; i < 3; ++i) {
        StreamRequest asked = request(server, "/a");
        asked.body = "body " + std::to_string(i);
        HttpStream stream(connections, asked);
        EXPECT_EQ(stream.status(), 200);
        EXPECT_EQ(all(stream), "POST /a body " + std::to_string(i));
    }
    HttpStream stream(connections, request(server, "/b"));
    EXPECT_EQ(all(stream), "GET /b ");
}

TEST_F(HttpStreamTest, FollowsARedirectOfAGetAlone) {
    const auto server = serve("redirect");
    HttpConnections connections;
    HttpStream stream(connections, request(server, "/from"));
    EXPECT_EQ(stream.status(), 200);
    EXPECT_EQ(stream.address(), server.url("/to"));
    EXPECT_EQ(all(stream), "GET /to ");
    StreamRequest post = request(server, "/from");
    post.body = "x";
    HttpStream second(connections, post);
    EXPECT_EQ(second.status(), 302);
}

TEST_F(HttpStreamTest, AServerThatAcceptsAndSaysNothingIsLeft) {
    for (const char* how : {"silent", "silent-head", "silent-body"})
        EXPECT_EQ(refusal(request(serve(how))).message(), "the server was silent for 1.0 s") << how;
}

// A byte each 0.4 s, for longer than silence may last.
TEST_F(HttpStreamTest, AServerThatIsSlowButMovesIsWaitedFor) {
    const auto server = serve("slow");
    HttpConnections connections;
    HttpStream stream(connections, request(server));
    EXPECT_EQ(all(stream), "slowly");
}

TEST_F(HttpStreamTest, HasALimitOfAllItsTimeToo) {
    const auto server = serve("slow");
    StreamRequest asked = request(server);
    asked.time_limit = std::chrono::seconds(1);
    EXPECT_EQ(refusal(asked).message(), "it took longer than 1.0 s");
}

TEST_F(HttpStreamTest, AnAnswerThatIsCutShortIsAnError) {
    EXPECT_EQ(refusal(request(serve("cut"))).kind(), Failure::unavailable);
}

TEST_F(HttpStreamTest, AServerThatIsNotThereIsNamed) {
    auto server = std::make_unique<test::LoopbackServer>("echo", "slow_server.py");
    const StreamRequest asked = request(*server);
    server.reset();
    EXPECT_EQ(refusal(asked).message(), "failed to connect to 127.0.0.1: Connection refused");
}

TEST_F(HttpStreamTest, AnInterruptEndsItAtOnce) {
    const auto server = serve("silent");
    StreamRequest asked = request(server);
    asked.silence = std::chrono::hours(1);
    EXPECT_EXIT(
        {
            std::thread([] {
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                request_interrupt();
            }).detach();
            ::_exit(refusal(asked).kind() == Failure::interrupted ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
}
