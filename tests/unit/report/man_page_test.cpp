#include "report/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {
namespace {

using testing::HasSubstr;
using testing::Not;

ProgramHelp sample() {
    ProgramHelp program{"tool", "1.2", "What it\ndoes.", "    0  done\n", {}, {}, {}, {}};
    CommandHelp command{"make", "Make a thing", "  tool make it\n", {}, {}, {}};
    command.options.push_back({{"--size", "-s"}, "N", "How large", {}, false, false});
    command.arguments.push_back({{}, "THING", "What to make", {"cup", "jug"}, true, true});
    program.commands.push_back(command);
    return program;
}

CommandHelp with_subcommands() {
    CommandHelp command{"keep", "Keep things", "  tool keep count\n", {}, {}, {}};
    command.options.push_back({{"--help"}, "", "This", {}, false, false});
    CommandHelp count{"count", "Count them", "", {}, {}, {}};
    count.options.push_back({{"--by"}, "KIND", "What to count", {}, false, false});
    CommandHelp sell{"sell", "Sell them", "", {}, {{{}, "THING", "Which", {}, false, true}}, {}};
    sell.commands.push_back(
        {"twice", "Sell again", "", {{{"--dear"}, "", "For more", {}, false, false}}, {}, {}});
    command.commands = {count, sell};
    return command;
}

// groff_char(7): what - ' ` " ^ ~ and \ have to be written as, to be shown as themselves.
TEST(RoffText, WhatRoffReadsAsSomethingElseIsWrittenAsItself) {
    EXPECT_EQ(roff_text("a-b \\n 'c' `d` \"e\" ^f ~g"),
              "a\\-b \\en \\(aqc\\(aq \\(gad\\(ga \\(dqe\\(dq \\(haf \\(tig");
}

TEST(RoffText, NoLineBecomesARequest) {
    EXPECT_EQ(roff_text(".SH x"), "\\&.SH x");
    EXPECT_EQ(roff_text("a.b"), "a.b");
    EXPECT_EQ(roff_text("'br"), "\\&\\(aqbr");
}

TEST(RoffText, OtherScriptsAreNamedByCodePoint) {
    EXPECT_EQ(roff_text("ü→😀"), "\\[u00FC]\\[u2192]\\[u1F600]");
}

TEST(RoffText, ControlBytesAreShownNotSent) {
    EXPECT_EQ(roff_text("a\x1b[2J"), "a\\ex1b[2J");
}

TEST(ManPage, OfACommandHasItsOptionsArgumentsAndExamples) {
    const ProgramHelp program = sample();
    const std::string page = man_page(program, program.commands.front());
    EXPECT_THAT(page, HasSubstr(".TH \"TOOL\\-MAKE\" 1 \"\" \"tool 1.2\""));
    EXPECT_THAT(page, HasSubstr("\\fB\\-\\-size\\fR, \\fB\\-s\\fR \\fIN\\fR\nHow large\n"));
    EXPECT_THAT(page, HasSubstr("\\fITHING\\fR\nWhat to make: cup, jug; may be given several times\n"));
    EXPECT_THAT(page, HasSubstr(".EX\ntool make it\n.EE\n"));
    EXPECT_THAT(page, HasSubstr(".SH SEE ALSO\n.BR \\%tool (1)\n"));
}

TEST(ManPage, EachSubcommandHasALineInTheSynopsisAndASectionWithItsOptions) {
    const std::string page = man_page(sample(), with_subcommands());
    EXPECT_THAT(page, HasSubstr(".SH SYNOPSIS\n\\fBtool keep count\\fR [\\fIOPTION\\fR .\\|.\\|.]\n.br\n"
                                "\\fBtool keep sell twice\\fR [\\fIOPTION\\fR .\\|.\\|.]\n"));
    EXPECT_THAT(page, HasSubstr(".SS tool keep count\nCount them.\n.TP\n\\fB\\-\\-by\\fR \\fIKIND\\fR\n"));
    EXPECT_THAT(page, HasSubstr(".SS tool keep sell\nSell them.\n.TP\n\\fITHING\\fR\nWhich\n"));
    EXPECT_THAT(page,
                HasSubstr(".SS tool keep sell twice\nSell again.\n.TP\n\\fB\\-\\-dear\\fR\nFor more\n"));
    EXPECT_THAT(page, Not(HasSubstr("\n\n")));
}

TEST(ManPage, OfTheProgramListsTheCommands) {
    const std::string page = man_page(sample());
    EXPECT_THAT(page, HasSubstr("\\fBmake\\fR\nMake a thing\n"));
    EXPECT_THAT(page, HasSubstr(".SH DESCRIPTION\nWhat it does.\n"));
    EXPECT_THAT(page, HasSubstr(".EX\n  0  done\n.EE\n"));
    EXPECT_THAT(page, Not(HasSubstr("\n\n")));
}

}  // namespace
}  // namespace verbatim
