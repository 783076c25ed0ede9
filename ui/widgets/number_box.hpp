#pragma once

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolTip>

namespace dpl::ui {

/// A spin box of Qt's that takes no commas: some write them for the point, and Qt would leave them out, so that 0,001
/// became 1. A tip says what to write, and leaving a box with a comma in it restores what was there before.
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
        QObject::connect(this, &SpinBox::editingFinished, this, [this] { m_isTyping = false; });
    }

    QValidator::State validate(QString& text, int& position) const override
    {
        return text.contains(u',') ? QValidator::Intermediate : SpinBox::validate(text, position);
    }

    void fixup(QString& text) const override
    {
        if (text.contains(u',')) {
            text = m_before;
        } else {
            SpinBox::fixup(text);
        }
    }

protected:
    void keyPressEvent(QKeyEvent* event) override
    {
        if (!m_isTyping) {
            m_isTyping = true;
            m_before = this->text();
        }
        SpinBox::keyPressEvent(event);
    }

private:
    bool m_isTyping = false;
    QString m_before;
};

using WholeNumberBox = NumberBox<QSpinBox>;
using DecimalBox = NumberBox<QDoubleSpinBox>;

} // namespace dpl::ui
