#pragma once

#include <QPushButton>

namespace dpl::ui {

/// The one button of a page or dialog that does what it is for: filled with the accent colour.
class PrimaryButton : public QPushButton {
    Q_OBJECT

public:
    using QPushButton::QPushButton;
};

} // namespace dpl::ui
