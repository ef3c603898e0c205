#include "report/announcement.h"

#include "golden.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace verbatim;
using testing::HasSubstr;

namespace {

ReleaseDocs docs() {
    ReleaseDocs docs;
    docs.manifest.channel = "1-36";
    docs.manifest.number = 7;
    docs.distribution = "EKS-D";
    docs.manifest_uri = "https://example.test/kubernetes-1-36-eks-7.yaml";
    return docs;
}

// As Amazon SNS takes it: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
void expect_subject(const std::string& subject) {
    EXPECT_FALSE(subject.empty());
    EXPECT_LE(subject.size(), 100U);
    EXPECT_TRUE(std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c < 0x7F; }))
        << subject;
}

}  // namespace

TEST(Announcement, OfAReleaseIsItsPageWithASubject) {
    const Announcement made = announce_release(docs());
    EXPECT_EQ(made.subject, "New release of EKS-D v1-36-eks-7");
    EXPECT_EQ(made.message, release_announcement(docs()));
}

TEST(Announcement, SaysThatOneIsWithdrawn) {
    ReleaseDocs withdrawn = docs();
    withdrawn.status = ReleaseStatus{"1-36", 7, ReleaseStatus::State::withdrawn};
    withdrawn.status->reason = "the archive is cut short";
    EXPECT_EQ(announce_release(withdrawn).subject, "Withdrawn: EKS-D v1-36-eks-7");
    EXPECT_THAT(announce_release(withdrawn).message, HasSubstr("the archive is cut short."));
    withdrawn.status->state = ReleaseStatus::State::superseded;
    EXPECT_EQ(announce_release(withdrawn).subject, "Superseded: EKS-D v1-36-eks-7");
}

TEST(Announcement, WhateverANameHoldsItsSubjectIsALineOfASCII) {
    for (const std::string& name :
         {test::hostile, std::string(1000, 'x'), std::string("Ä\tB\nC"), std::string(300, '\xff')}) {
        ReleaseDocs named = docs();
        named.distribution = name;
        expect_subject(announce_release(named).subject);
        test::expect_harmless(announce_release(named).message);
    }
}

TEST(Announcement, AMessageThatIsTooLongEndsAfterALine) {
    ReleaseDocs large = docs();
    for (int i = 0; i < 20000; ++i) {
        ReleaseComponent component;
        component.name = "component-" + std::to_string(i);
        component.git_tag = "v1.0.0";
        large.manifest.components.push_back(component);
    }
    const std::string message = announce_release(large).message;
    EXPECT_LE(message.size(), 256U << 10U);
    EXPECT_TRUE(message.ends_with(" v1.0.0\n…\n"));
}

TEST(Announcement, OfWhatIsNewerNamesIt) {
    Outdated outdated;
    outdated.release = "1-36";
    EXPECT_FALSE(announce_newer(outdated));
    outdated.components = {{"etcd-io/etcd", "v3.6.12", "v3.6.13", "v3.7.0", ""},
                           {"coredns/coredns", "v1.14.3", "", "", ""},
                           {"a/b", "v1", "", "", "it cannot be asked"}};
    outdated.toolchains = {{"go1.25.12", {"etcd-io/etcd"}, "go1.25.13", true}};
    outdated.distro = Outdated::Distro{
        "aws/eks-distro", std::string(40, '1'), std::string(40, '2'), {"etcd-io/etcd"}, 0, 0, ""};
    const auto made = announce_newer(outdated);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->subject, "New for 1-36: etcd-io/etcd v3.7.0, go1.25.13, aws/eks-distro");
    EXPECT_EQ(made->message,
              "Newer than the pins of 1-36:\n\n  etcd-io/etcd v3.6.12 → v3.7.0\n  go1.25.12 → go1.25.13\n"
              "  aws/eks-distro@222222222222 says something else of etcd-io/etcd\n\n"
              "To see it all: verbatim outdated 1-36\n");
}

TEST(Announcement, OfWhatIsNewerBeginsWithARelease) {
    Outdated outdated;
    outdated.release = "1-36";
    outdated.distro =
        Outdated::Distro{"aws/eks-distro", std::string(40, '1'), std::string(40, '2'), {}, 7, 7, ""};
    EXPECT_FALSE(announce_newer(outdated));
    outdated.distro->number_is = 8;
    const auto made = announce_newer(outdated);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->subject, "New for 1-36: release 1-36-8");
    EXPECT_THAT(made->message, HasSubstr("  aws/eks-distro released 1-36-8; the pins are of 1-36-7\n"));
}
