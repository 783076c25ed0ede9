#include "widgets/secondary_label.hpp"

namespace dpl::ui {

SecondaryLabel::SecondaryLabel(QWidget* parent) : SecondaryLabel(QString(), parent) { }

SecondaryLabel::SecondaryLabel(const QString& text, QWidget* parent) : WrappingLabel(text, parent)
{
    // The palette's placeholder colour is the theme's secondary one; a role follows the theme by itself.
    setForegroundRole(QPalette::PlaceholderText);
}

} // namespace dpl::ui
