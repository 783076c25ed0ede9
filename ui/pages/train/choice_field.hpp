#pragma once

#include "base/json.hpp"
#include "report/series_style.hpp"

#include <QStringList>
#include <QWidget>

#include <optional>
#include <string>
#include <vector>

class QCheckBox;

namespace dpl::ui {

class FieldNote;

/// A training parameter of which one checks one or more values, which make a run each.
class ChoiceField : public QWidget {
    Q_OBJECT

public:
    struct Choice {
        std::string value; ///< as core names it
        QString text;
        std::optional<report::SeriesRole> role; ///< marked by its colour
    };

    /// Side by side, or one below the other. `spoken` goes before the text of a choice in its accessible name.
    ChoiceField(const QString& label, const QString& spoken, const QString& help, Qt::Orientation orientation,
        const std::vector<Choice>& choices, QWidget* parent = nullptr);

    std::vector<Json> values() const; ///< those checked, in the order of the choices
    void setValues(const Json& values); ///< a value, or a list of them
    void setProblem(const QString& sentence); ///< empty: nothing is wrong

Q_SIGNALS:
    void changed();

private:
    struct Box {
        Json value;
        QCheckBox* box = nullptr;
    };

    std::vector<Box> m_boxes;
    FieldNote* m_problem = nullptr;
};

} // namespace dpl::ui
