#pragma once

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolTip>

namespace dpl::ui {

/// A spin box of Qt's that takes no commas: some write them for the point, and Qt would leave them out, so that 0,001
/// became 1. A text with one is no value; a tip says what to write, and leaving the box restores the value before.
template <class SpinBox> class NumberBox : public SpinBox {
public:
    explicit NumberBox(QWidget* parent = nullptr) : SpinBox(parent)
    {
        QObject::connect(this->lineEdit(), &QLineEdit::textEdited, this, [this](const QString& text) {
            if (text.contains(u',')) {
                QToolTip::showText(this->mapToGlobal(QPoint(0, this->height())),
                    QCoreApplication::translate("NumberBox", "Write numbers with a point and without separators."),
                    this);
            }
        });
    }

    QValidator::State validate(QString& text, int& position) const override
    {
        return text.contains(u',') ? QValidator::Intermediate : SpinBox::validate(text, position);
    }
};

using WholeNumberBox = NumberBox<QSpinBox>;
using DecimalBox = NumberBox<QDoubleSpinBox>;

} // namespace dpl::ui
