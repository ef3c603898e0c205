#include "vary/vary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace verbatim {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// A world in which bits depend on what `bits` says, and that counts what was built.
struct World {
    std::function<std::string(const Variation&, int build)> bits;
    std::vector<Variation> built;

    VariedBuild make(const Variation& variation) {
        built.push_back(variation);
        return of(bits(variation, static_cast<int>(built.size())));
    }
    static VariedBuild of(const std::string& text) {
        VariedBuild made;
        made.files["bin/a"] = sha256(text);
        made.files["bin/b"] = sha256("the same");
        made.steps.push_back({"build a", sha256("inputs"), sha256(text)});
        return made;
    }
    VaryResult run(int rounds = 2, std::set<Axis> axes = {all_axes.begin(), all_axes.end()}) {
        return vary(
            of(bits({}, 0)),
            {std::move(axes), rounds, "night", [this](const Variation& one) { return make(one); }, {}});
    }
};

World depends_on(std::set<Axis> guilty) {
    return {[guilty = std::move(guilty)](const Variation& variation, int) {
                std::string text;
                for (const Axis axis : guilty)
                    if (variation.axes.contains(axis)) text += axis_name(axis);
                return text;
            },
            {}};
}

std::vector<std::vector<Axis>> axes_of(const VaryResult& result) {
    std::vector<std::vector<Axis>> all;
    for (const AxisFound& found : result.found) all.push_back(found.axes);
    return all;
}

TEST(Vary, TheSameBitsUnderAllAxesAtOnceAreSteadyAfterOneBuild) {
    World world = depends_on({});
    const VaryResult result = world.run();
    EXPECT_THAT(result.found, IsEmpty());
    EXPECT_EQ(result.rounds, 2);
    EXPECT_THAT(world.built, SizeIs(1));
    EXPECT_THAT(world.built.front().axes, SizeIs(all_axes.size()));
}

TEST(Vary, EachAxisAloneIsFoundByHalving) {
    for (const Axis axis : all_axes) {
        if (axis == Axis::compiler_cache) continue;
        World world = depends_on({axis});
        const VaryResult result = world.run();
        EXPECT_THAT(axes_of(result), ElementsAre(ElementsAre(axis))) << axis_name(axis);
        EXPECT_LE(world.built.size(), 14U) << axis_name(axis);
        EXPECT_THAT(result.found.front().paths, ElementsAre("bin/a"));
        EXPECT_EQ(result.found.front().action, "build a");
    }
}

TEST(Vary, TheCompilerCacheIsToldByTheUsualCircumstancesCold) {
    World world = depends_on({Axis::compiler_cache});
    EXPECT_THAT(axes_of(world.run()), ElementsAre(ElementsAre(Axis::compiler_cache)));
}

TEST(Vary, SeveralAxesAreFoundOneAfterTheOther) {
    World world = depends_on({Axis::user, Axis::umask, Axis::environment});
    auto found = axes_of(world.run());
    std::sort(found.begin(), found.end());
    EXPECT_THAT(found, ElementsAre(ElementsAre(Axis::user), ElementsAre(Axis::umask),
                                   ElementsAre(Axis::environment)));
}

TEST(Vary, AxesThatMatterTogetherOnlyAreFoundTogether) {
    World world{[](const Variation& variation, int) {
                    return variation.axes.contains(Axis::build_path) &&
                                   variation.axes.contains(Axis::environment)
                               ? "x"
                               : "";
                },
                {}};
    EXPECT_THAT(axes_of(world.run()), ElementsAre(ElementsAre(Axis::build_path, Axis::environment)));
}

TEST(Vary, WhatDiffersEachTimeIsChanceAndNoAxis) {
    World world{[](const Variation&, int build) { return std::to_string(build); }, {}};
    const VaryResult result = world.run();
    ASSERT_THAT(result.found, SizeIs(1));
    EXPECT_EQ(result.found.front().kind, AxisFound::Kind::chance);
    EXPECT_THAT(result.found.front().axes, IsEmpty());
}

TEST(Vary, WhatDiffersSeldomIsFoundWithMoreRounds) {
    World world{[](const Variation&, int build) { return build == 5 || build == 9 ? "other" : "usual"; }, {}};
    EXPECT_THAT(world.run(2).found, IsEmpty());
    world.built.clear();
    const VaryResult result = world.run(8);
    ASSERT_THAT(result.found, SizeIs(1));
    EXPECT_EQ(result.found.front().kind, AxisFound::Kind::chance);
}

TEST(Vary, WhatWasSeenOnceAndNotAgainIsChanceToo) {
    World world{[](const Variation&, int build) { return build == 1 ? "other" : "usual"; }, {}};
    const VaryResult result = world.run();
    ASSERT_THAT(result.found, SizeIs(1));
    EXPECT_EQ(result.found.front().kind, AxisFound::Kind::chance);
    EXPECT_EQ(result.found.front().instance, "night.1");
}

TEST(Vary, ABuildThatFailsUnderAnAxisIsADifference) {
    World world = depends_on({});
    const VaryResult result = vary(World::of(""), {{all_axes.begin(), all_axes.end()},
                                                   2,
                                                   "night",
                                                   [&](const Variation& variation) {
                                                       if (!variation.axes.contains(Axis::umask))
                                                           return world.make(variation);
                                                       VariedBuild failed;
                                                       failed.failure = "exited with 1";
                                                       return failed;
                                                   },
                                                   {}});
    EXPECT_THAT(axes_of(result), ElementsAre(ElementsAre(Axis::umask)));
    EXPECT_EQ(result.found.front().failure, "exited with 1");
}

TEST(Vary, WhereTheTimeIsUpNothingIsCalledSteady) {
    const VaryResult result = vary(
        World::of(""),
        {{Axis::umask}, 2, "night", [](const Variation&) { return World::of(""); }, [] { return true; }});
    EXPECT_TRUE(result.cut_short);
    EXPECT_EQ(result.rounds, 1);
}

TEST(Vary, WhereTheTimeIsUpInBetweenNoAxisAndNoChanceIsBlamed) {
    for (int allowed = 1; allowed < 5; ++allowed) {
        World world = depends_on({Axis::umask});
        int asked = 0;
        const VaryResult result = vary(World::of(""), {{all_axes.begin(), all_axes.end()},
                                                       2,
                                                       "night",
                                                       [&](const Variation& one) { return world.make(one); },
                                                       [&] { return ++asked > allowed; }});
        EXPECT_TRUE(result.cut_short);
        ASSERT_THAT(result.found, SizeIs(1)) << allowed;
        EXPECT_EQ(result.found.front().kind, AxisFound::Kind::unknown) << allowed;
        EXPECT_THAT(result.found.front().paths, ElementsAre("bin/a"));
    }
}

TEST(Vary, AnAxisThatIsNotAskedForIsNeverVaried) {
    World world = depends_on({Axis::umask, Axis::user});
    EXPECT_THAT(axes_of(world.run(2, {Axis::user, Axis::locale})), ElementsAre(ElementsAre(Axis::user)));
    EXPECT_FALSE(world.built.empty());
    for (const Variation& one : world.built) EXPECT_FALSE(one.axes.contains(Axis::umask));
}

TEST(Vary, EachBuildIsAnInstanceOfItsOwn) {
    World world = depends_on({Axis::user});
    world.run();
    std::set<std::string> instances;
    for (const Variation& one : world.built) instances.insert(one.instance);
    EXPECT_EQ(instances.size(), world.built.size());
}

}  // namespace

}  // namespace verbatim
