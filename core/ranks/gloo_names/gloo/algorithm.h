#pragma once

// c10d's ProcessGroupGloo.hpp, which LibTorch ships, includes headers of Gloo, which it does not ship. That header needs
// these names and nothing behind them: no class of Gloo is made, destroyed, derived from or called by this program, and no
// symbol of Gloo is linked. tst_gloo_names.cpp checks that the compiler's idea of c10d's classes is LibTorch's.
