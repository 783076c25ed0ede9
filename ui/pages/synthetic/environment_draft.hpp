#pragma once

#include "report/figure.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <QString>

#include <memory>

namespace dpl::ui {

/// A custom environment while it is edited: its probabilities need not add up to 1 yet.
struct EnvironmentDraft {
    QString name;
    std::vector<synthetic::HiddenContext> contexts;

    friend bool operator==(const EnvironmentDraft&, const EnvironmentDraft&) = default;

    static EnvironmentDraft of(const synthetic::PiecewiseEnvironment& environment);

    /// Throws dpl::Error, beginning with the name, if the environment is not valid yet.
    synthetic::PiecewiseEnvironment environment() const;
};

/// What core says of a draft: why it is no environment, or how it looks.
struct EnvironmentVerdict {
    QString problem; ///< one sentence; empty if there is none
    std::shared_ptr<const report::Figure> figure; ///< null if there is a problem
};

/// Takes some hundredths of a second.
EnvironmentVerdict judged(const EnvironmentDraft& draft);

} // namespace dpl::ui
