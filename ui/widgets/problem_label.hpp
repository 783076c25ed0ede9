#pragma once

#include "widgets/wrapping_label.hpp"

namespace dpl::ui {

/// What is wrong, in one sentence in the theme's colour for it, below what it is about; not there while nothing is.
class ProblemLabel : public WrappingLabel {
    Q_OBJECT

public:
    explicit ProblemLabel(const QString& accessibleName, QWidget* parent = nullptr);

    void setProblem(const QString& sentence); ///< empty: nothing is wrong
};

} // namespace dpl::ui
