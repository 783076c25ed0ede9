#pragma once

#include "base/json.hpp"

#include <QString>
#include <QWidget>

#include <functional>

class QGridLayout;
class QHBoxLayout;
class QLabel;

namespace dpl::ui {

class ProblemLabel;

/// A training parameter as one enters it: its name beside a control that fits its type, and below, when there is
/// something wrong, why.
class ParameterField : public QWidget {
    Q_OBJECT

public:
    /// `defaultValue` is the command line's, and tells the type; `name` is the reference's, from
    /// training::visitParameters.
    ParameterField(const QString& label, const std::string& name, const Json& defaultValue, const QString& help,
        QWidget* parent = nullptr);

    const std::string& name() const { return m_name; }

    /// As entered: a list where several values make runs; text that is no number stays text, which core refuses by the
    /// parameter's name.
    Json value() const { return m_read(); }
    void setValue(const Json& value) { m_show(value); }

    /// What is wrong with the text of a number as it is typed, such as a comma for a point; empty if nothing is.
    QString typingProblem() const { return m_typingProblem ? m_typingProblem() : QString(); }

    void setProblem(const QString& sentence); ///< empty: nothing is wrong
    QString problem() const;
    QWidget* control() const { return m_control; }

    /// Puts a widget, as a button that browses, behind the control.
    void addBehind(QWidget* widget);

    /// Lets the control take the whole width, below the label.
    void setWide();

Q_SIGNALS:
    void changed();

private:
    QWidget* makeControl(const Json& defaultValue);

    std::string m_name;
    std::function<Json()> m_read;
    std::function<void(const Json&)> m_show;
    std::function<QString()> m_typingProblem;
    QLabel* m_label = nullptr;
    QWidget* m_control = nullptr;
    ProblemLabel* m_problem = nullptr;
    QGridLayout* m_grid = nullptr;
    QHBoxLayout* m_row = nullptr;
};

} // namespace dpl::ui
