#pragma once

class QWidget;

namespace dpl::ui {

/// Gives a field a border in the theme's colour of what is bad, or its usual one again.
void markWrong(QWidget& field, bool isWrong);

/// What the style asks; of null, no.
bool isMarkedWrong(const QWidget* field);

} // namespace dpl::ui
