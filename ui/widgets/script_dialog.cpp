#include "widgets/script_dialog.hpp"

#include "base/dialog_size.hpp"
#include "places/placed_jobs.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/problem_label.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/where_chooser.hpp"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

ScriptDialog::ScriptDialog(
    WhereChooser& where, const JobRequest& job, const QString& root, bool isOneOfSeveral, QWidget* parent)
    : QDialog(parent), m_where(where), m_text(new QPlainTextEdit(this)),
      m_problem(new ProblemLabel(tr("What is wrong with the script"), this))
{
    setWindowTitle(tr("Job script"));
    auto* meaning = new SecondaryLabel(isOneOfSeveral
            ? tr("Each job has a script of its own. This is the first one's, as it will be sent.")
            : tr("This is what will be sent. What you change holds for the next job, until you change the form."),
        this);
    meaning->setWordWrap(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Job script"));
    m_text->setPlaceholderText(tr("The script is being made…"));
    m_text->setReadOnly(true);
    auto* again = new QPushButton(tr("As it is made"), this);
    again->setToolTip(tr("Take back what you changed"));
    again->setAutoDefault(false);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto* keep = new PrimaryButton(isOneOfSeveral ? tr("Close") : tr("Use this script"), this);
    for (QPushButton* button : {again, cancel, static_cast<QPushButton*>(keep)}) {
        button->setAccessibleName(button->text());
    }
    again->setVisible(!isOneOfSeveral);
    cancel->setVisible(!isOneOfSeveral);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(again);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(keep);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(12);
    column->addWidget(meaning);
    column->addWidget(m_text, 1);
    column->addWidget(m_problem);
    column->addLayout(buttons);
    resizeWithinParent(*this, {760, 520});
    connect(again, &QPushButton::clicked, this, [this] { m_text->setPlainText(m_made); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &ScriptDialog::accept);

    const auto asked = where.request();
    if (!asked) {
        return;
    }
    places::JobToPlace there;
    there.recipe = recipeThere(job, *asked);
    there.root = root.toStdString();
    there.slurm = asked->slurm;
    m_making.start(
        this, [place = asked->place, there] { return places::scriptOf(place, there); },
        [this, isOneOfSeveral, edited = QString::fromStdString(asked->script)](const std::string& script) {
            m_made = QString::fromStdString(script);
            m_text->setPlainText(edited.isEmpty() ? m_made : edited);
            m_text->setReadOnly(isOneOfSeveral);
            Q_EMIT made();
        },
        [this](const QString& message) {
            m_text->setPlaceholderText({});
            m_problem->setProblem(message);
            Q_EMIT made();
        });
}

void ScriptDialog::accept()
{
    if (!m_text->isReadOnly()) {
        const QString text = m_text->toPlainText();
        m_where.setScript(text == m_made ? QString() : text);
    }
    QDialog::accept();
}

Json recipeThere(const JobRequest& job, const PlaceRequest& place)
{
    Json recipe = job.recipe;
    if (!place.device.empty()) {
        recipe["device"] = place.device;
    }
    return recipe;
}

} // namespace dpl::ui
