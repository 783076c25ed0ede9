#pragma once

#include "widgets/wrapping_label.hpp"

namespace dpl::ui {

/// A label in the theme's secondary colour: notes, units, names of fields.
class SecondaryLabel : public WrappingLabel {
    Q_OBJECT

public:
    explicit SecondaryLabel(QWidget* parent = nullptr);
    explicit SecondaryLabel(const QString& text, QWidget* parent = nullptr);
};

} // namespace dpl::ui
