#include "pages/runs/run_notes_dialog.hpp"

#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace dpl::ui {

RunNotesDialog::RunNotesDialog(
    const QString& folder, const QString& title, const runs::RunNotes& notes, Field first, QWidget* parent)
    : QDialog(parent), m_folder(folder), m_name(new QLineEdit), m_tags(new QLineEdit), m_note(new QPlainTextEdit)
{
    setWindowTitle(tr("Name, tags and note"));
    resize(480, 320);
    m_name->setText(QString::fromStdString(notes.name));
    m_name->setPlaceholderText(title);
    m_name->setAccessibleName(tr("Name of the run"));
    m_name->setToolTip(tr("What the run is called in this window; empty: %1").arg(title));
    m_tags->setText(QString::fromStdString(runs::textOfTags(notes.tags)));
    m_tags->setPlaceholderText(tr("baseline, to repeat"));
    m_tags->setAccessibleName(tr("Tags, separated by commas"));
    m_tags->setToolTip(tr("Words to find the run by, separated by commas: the filter tag:baseline"));
    m_note->setPlainText(QString::fromStdString(notes.note));
    m_note->setAccessibleName(tr("Note"));
    m_note->setTabChangesFocus(true);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Tags"), m_tags);
    form->addRow(tr("Note"), m_note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* save = new PrimaryButton(tr("Save"));
    save->setDefault(true);
    buttons->addButton(save, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* where = new SecondaryLabel(tr("Kept in notes.json in the run's folder."));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addLayout(form, 1);
    column->addWidget(where);
    column->addWidget(buttons);
    (first == Field::name ? static_cast<QWidget*>(m_name) : m_note)->setFocus();
}

runs::RunNotes RunNotesDialog::notes() const
{
    return {m_name->text().trimmed().toStdString(), m_note->toPlainText().trimmed().toStdString(),
        runs::tagsFromText(m_tags->text().toStdString())};
}

} // namespace dpl::ui
