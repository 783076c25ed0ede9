#pragma once

#include "places/askpass.hpp"

#include <QDialog>

class QLineEdit;

namespace dpl::ui {

/// A question of ssh's: a field that hides what is typed, or yes and no. Whoever cancels says no.
class AskDialog : public QDialog {
    Q_OBJECT

public:
    AskDialog(const places::Question& question, QWidget* parent);

    std::string answer() const; ///< once accepted

    QLineEdit* field() const { return m_field; } ///< null where nothing is typed

private:
    places::Question m_question;
    QLineEdit* m_field = nullptr;
};

} // namespace dpl::ui
