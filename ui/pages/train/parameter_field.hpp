#pragma once

#include "base/json.hpp"
#include "sweep/value_list.hpp"

#include <QString>
#include <QWidget>

#include <functional>

class QGridLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace dpl::ui {

class FieldNote;

/// A training parameter as one enters it: its name beside a control that fits its type, and below what is wrong with
/// it, or what was understood.
class ParameterField : public QWidget {
    Q_OBJECT

public:
    /// `defaultValue` is the command line's, and tells the type; `name` is the reference's, from
    /// training::visitParameters.
    ParameterField(const QString& label, const std::string& name, const Json& defaultValue, const QString& help,
        QWidget* parent = nullptr);

    const std::string& name() const { return m_name; }
    const QString& label() const { return m_labelText; }

    /// As entered: a list where several numbers make runs. Of a number that cannot be read, which typingProblem() says,
    /// the text.
    Json value() const { return m_read(); }
    void setValue(const Json& value) { m_show(value); }

    /// "Learning rate 0.001": a value as it is entered here.
    QString described(const Json& value) const;

    /// What is wrong with the text of a number as it is typed; empty if nothing is.
    QString typingProblem() const;

    void setProblem(const QString& sentence); ///< empty: nothing is wrong
    QString problem() const;
    void setHint(const QString& sentence); ///< what is to be known, where nothing is wrong
    QWidget* control() const { return m_control; }

    /// Puts a widget, as a button that browses, behind the control.
    void addBehind(QWidget* widget);

    /// Lets the control take the whole width, below the label.
    void setWide();

Q_SIGNALS:
    void changed();

private:
    QWidget* makeControl(const Json& defaultValue);
    QWidget* makeCheckBox();
    QWidget* makeChoice(const QStringList& choices);
    void readNumbers(QLineEdit* edit, const Json& defaultValue);
    std::vector<Json> numbersIn(const std::string& text) const;
    QString shown(const Json& value) const;
    void showUnderstood();

    std::string m_name;
    QString m_labelText;
    QString m_toolTip;
    QString m_hint;
    std::function<Json()> m_read;
    std::function<void(const Json&)> m_show;
    QLabel* m_label = nullptr;
    QWidget* m_control = nullptr;
    FieldNote* m_note = nullptr;
    QGridLayout* m_grid = nullptr;
    QHBoxLayout* m_row = nullptr;
};

} // namespace dpl::ui
