#include "pages/train/choice_field.hpp"

#include "widgets/field_note.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/series_swatch.hpp"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

ChoiceField::ChoiceField(const QString& label, const QString& spoken, const QString& help, Qt::Orientation orientation,
    const std::vector<Choice>& choices, QWidget* parent)
    : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* name = new SecondaryLabel(label);
    name->setToolTip(help);
    column->addWidget(name);
    auto* boxes = new QBoxLayout(orientation == Qt::Horizontal ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    boxes->setSpacing(orientation == Qt::Horizontal ? 16 : 8);
    column->addLayout(boxes);
    for (const Choice& choice : choices) {
        auto* box = new QCheckBox(choice.text);
        box->setToolTip(help);
        box->setAccessibleName(QStringLiteral("%1: %2").arg(spoken, choice.text));
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        if (choice.role) {
            row->addWidget(new SeriesSwatch(*choice.role));
        }
        row->addWidget(box);
        if (orientation == Qt::Vertical) {
            row->addStretch(1);
        }
        boxes->addLayout(row);
        m_boxes.push_back({choice.value, box});
        connect(box, &QCheckBox::toggled, this, &ChoiceField::changed);
    }
    if (orientation == Qt::Horizontal) {
        boxes->addStretch(1);
    }
    m_problem = new FieldNote(tr("What is wrong with %1").arg(label));
    column->addWidget(m_problem);
}

std::vector<Json> ChoiceField::values() const
{
    std::vector<Json> checked;
    for (const Box& choice : m_boxes) {
        if (choice.box->isChecked()) {
            checked.push_back(choice.value);
        }
    }
    return checked;
}

void ChoiceField::setValues(const Json& values)
{
    for (const Box& choice : m_boxes) {
        choice.box->setChecked(values.is_array() ? std::find(values.begin(), values.end(), choice.value) != values.end()
                                                 : values == choice.value);
    }
}

void ChoiceField::setProblem(const QString& sentence)
{
    m_problem->setProblem(sentence);
}

} // namespace dpl::ui
