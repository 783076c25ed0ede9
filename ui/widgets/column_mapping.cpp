#include "widgets/column_mapping.hpp"

#include "widgets/folding_row.hpp"
#include "widgets/secondary_label.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace dpl::ui {

ColumnMapping::ColumnMapping(QWidget* parent) : QWidget(parent)
{
    auto* row = new FoldingRow(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (const auto& [role, name] :
        {std::pair(data::ColumnRole::prompt, tr("Prompt")), std::pair(data::ColumnRole::chosen, tr("Chosen")),
            std::pair(data::ColumnRole::rejected, tr("Rejected"))}) {
        auto* part = new QWidget;
        auto* columns = new QHBoxLayout(part);
        columns->setContentsMargins(0, 0, 0, 0);
        columns->setSpacing(4);
        auto* chooser = new QComboBox;
        chooser->setAccessibleName(tr("Column: %1").arg(name));
        chooser->setToolTip(role == data::ColumnRole::prompt
                ? tr("The column that both sides answer. It goes before them, unless they "
                     "begin with it.\n\nFlag: --columns prompt=…")
                : tr("The column of this side, text or a list of messages.\n\nFlag: "
                     "--columns %1=…")
                      .arg(QString::fromUtf8(data::toString(role))));
        chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        chooser->setMinimumContentsLength(8);
        auto* label = new SecondaryLabel(name);
        label->setBuddy(chooser);
        columns->addWidget(label);
        columns->addWidget(chooser);
        row->addWidget(part);
        m_choosers[role] = chooser;
        connect(chooser, &QComboBox::activated, this, &ColumnMapping::tell);
    }
    hide();
}

void ColumnMapping::setColumns(const data::FoundColumns& found, const std::string& given)
{
    m_found = found;
    m_given = given;
    for (const auto& [role, chooser] : m_choosers) {
        const QSignalBlocker blocker(chooser);
        chooser->clear();
        const QString column = QString::fromStdString(found.meanings.at(role));
        if (role == data::ColumnRole::prompt || column.isEmpty()) {
            chooser->addItem(tr("none"), QString());
        }
        for (const std::string& name : found.names) {
            chooser->addItem(QString::fromStdString(name), QString::fromStdString(name));
        }
        chooser->setCurrentIndex(chooser->findData(column));
    }
    setVisible(!found.arePlain());
}

void ColumnMapping::forget()
{
    hide();
}

void ColumnMapping::tell()
{
    data::ColumnMeanings wanted;
    for (const auto& [role, chooser] : m_choosers) {
        wanted[role] = chooser->currentData().toString().toStdString();
    }
    Q_EMIT chosen(data::textFor(m_found, wanted, m_given));
}

} // namespace dpl::ui
