// Verbatim's program: everything is in cli/.
#include "base/interrupt.h"
#include "cli/command.h"

int main(int argc, char** argv) {
    verbatim::install_interrupt_handlers();
    return verbatim::run_command_line(argc, argv);
}
