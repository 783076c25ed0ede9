#pragma once

#include "synthetic/findings.hpp"

#include <QString>

namespace dpl::ui {

/// What a result shows, in a sentence or two; empty where there is nothing to say.
QString findingsText(const synthetic::Findings& findings);

} // namespace dpl::ui
