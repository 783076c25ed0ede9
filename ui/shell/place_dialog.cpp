#include "shell/place_dialog.hpp"

#include "base/dialog_size.hpp"
#include "shell/place_trial.hpp"
#include "widgets/combo_delegate.hpp"
#include "widgets/field_note.hpp"
#include "widgets/fitting_scroll.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/wrong_mark.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int shownLines = 3;

std::string entered(const QLineEdit* field)
{
    return field->text().trimmed().toStdString();
}

std::vector<std::string> linesOf(const QPlainTextEdit* field)
{
    std::vector<std::string> lines;
    for (const QString& line : field->toPlainText().split(u'\n', Qt::SkipEmptyParts)) {
        if (!line.trimmed().isEmpty()) {
            lines.push_back(line.trimmed().toStdString());
        }
    }
    return lines;
}

QString textOf(const std::vector<std::string>& lines)
{
    QStringList texts;
    for (const std::string& line : lines) {
        texts << QString::fromStdString(line);
    }
    return texts.join(u'\n');
}

QPlainTextEdit* linesField(const QString& name, const QString& placeholder, const QString& toolTip)
{
    auto* field = new QPlainTextEdit;
    field->setAccessibleName(name);
    field->setPlaceholderText(placeholder);
    field->setToolTip(toolTip);
    field->setTabChangesFocus(true);
    field->setFixedHeight(shownLines * field->fontMetrics().lineSpacing() + 12);
    return field;
}

QLineEdit* lineField(const QString& name, const QString& placeholder, const QString& toolTip)
{
    auto* field = new QLineEdit;
    field->setAccessibleName(name);
    field->setPlaceholderText(placeholder);
    field->setToolTip(toolTip);
    return field;
}

} // namespace

PlaceDialog::PlaceDialog(
    const places::Place& place, const QString& title, PlaceAccess access, Keep keep, QWidget* parent)
    : QDialog(parent), m_before(place), m_keep(std::move(keep))
{
    setWindowTitle(title);
    m_name = lineField(tr("Name"), tr("cluster"), tr("What the place is called in this window and by dpl submit"));
    m_kind = new QComboBox;
    m_kind->setItemDelegate(new ComboDelegate(m_kind));
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->addItem(tr("Another machine, by ssh"), int(places::PlaceKind::ssh));
    m_kind->addItem(tr("A Slurm cluster, by ssh"), int(places::PlaceKind::sshSlurm));
    m_kind->addItem(tr("A Slurm cluster whose commands are here"), int(places::PlaceKind::slurm));
    m_kind->setToolTip(tr("How jobs are given to it"));
    m_host = lineField(
        tr("Host"), tr("login.example.org"), tr("The machine, as ssh knows it: user@host, or a name of ~/.ssh/config"));
    m_folder = lineField(tr("Folder"), tr("/scratch/me/dpl"), tr("Where runs are kept there: a whole path"));
    m_program = lineField(tr("Program"), tr("dpl"), tr("The command that dpl is there"));
    m_setup = linesField(tr("Setup"), tr("module load cuda"), tr("Lines of shell that come before dpl there"));
    m_directives = linesField(
        tr("Directives"), tr("--constraint=a100"), tr("Further options of sbatch for every job, one a line"));
    m_requeue = new QCheckBox(tr("Save and requeue at the time limit"));
    m_requeue->setToolTip(
        tr("A job that its time limit ends saves what it has done, and is queued again, %1 times at most")
            .arg(places::mostRequeues));
    m_name->setText(QString::fromStdString(place.name));
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(int(place.kind))));
    m_host->setText(QString::fromStdString(place.host));
    m_folder->setText(QString::fromStdString(place.folder.string()));
    m_program->setText(QString::fromStdString(place.program));
    m_setup->setPlainText(textOf(place.setup));
    m_directives->setPlainText(textOf(place.directives));
    m_requeue->setChecked(place.requeue);

    auto* fields = new QWidget;
    m_form = new QFormLayout(fields);
    m_form->setContentsMargins(0, 0, 8, 0);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(2);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_nameNote = addRow(*m_form, tr("Name"), m_name);
    addRow(*m_form, tr("Kind"), m_kind);
    m_hostNote = addRow(*m_form, tr("Host"), m_host);
    m_folderNote = addRow(*m_form, tr("Folder"), m_folder);
    m_programNote = addRow(*m_form, tr("Program"), m_program);
    addRow(*m_form, tr("Setup"), m_setup);
    m_directivesNote = addRow(*m_form, tr("Directives"), m_directives);
    m_form->addRow(QString(), m_requeue);

    m_trial = new PlaceTrial(std::move(access), this);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    cancel->setAccessibleName(tr("Cancel"));
    m_save = new PrimaryButton(tr("Save"), this);
    m_save->setAccessibleName(tr("Save the place"));
    m_save->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_trial->button());
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto* scroll = new FittingScroll(fields);
    scroll->setKeepsWidth(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(12);
    column->addWidget(scroll, 1);
    column->addWidget(m_trial);
    column->addLayout(buttons);

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &PlaceDialog::accept);
    for (QLineEdit* field : {m_name, m_host, m_folder, m_program}) {
        connect(field, &QLineEdit::textChanged, this, &PlaceDialog::check);
    }
    for (QPlainTextEdit* field : {m_setup, m_directives}) {
        connect(field, &QPlainTextEdit::textChanged, this, &PlaceDialog::check);
    }
    connect(m_requeue, &QCheckBox::toggled, this, &PlaceDialog::check);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &PlaceDialog::showKind);
    showKind();
    resizeWithinParent(*this, {560, sizeHint().height()});
    m_name->setFocus();
}

FieldNote* PlaceDialog::addRow(QFormLayout& form, const QString& label, QWidget* field)
{
    auto* note = new FieldNote(tr("What is wrong: %1").arg(label));
    form.addRow(label, field);
    form.addRow(QString(), note);
    return note;
}

places::Place PlaceDialog::place() const
{
    places::Place place = m_before;
    place.name = entered(m_name);
    place.kind = places::PlaceKind(m_kind->currentData().toInt());
    place.host = isRemote(place.kind) ? entered(m_host) : std::string();
    place.folder = entered(m_folder);
    place.program = entered(m_program);
    place.setup = linesOf(m_setup);
    place.directives = isSlurm(place.kind) ? linesOf(m_directives) : std::vector<std::string>();
    place.requeue = isSlurm(place.kind) && m_requeue->isChecked();
    return place;
}

void PlaceDialog::showKind()
{
    const auto kind = places::PlaceKind(m_kind->currentData().toInt());
    const auto show = [this](QWidget* field, QWidget* note, bool isShown) {
        field->setVisible(isShown);
        if (QWidget* label = m_form->labelForField(field)) {
            label->setVisible(isShown);
        }
        if (note) {
            note->setVisible(isShown);
        }
    };
    show(m_host, m_hostNote, isRemote(kind));
    show(m_directives, m_directivesNote, isSlurm(kind));
    show(m_requeue, nullptr, isSlurm(kind));
    check();
}

/// Each field with those above it as they are, and those below as if they were right.
void PlaceDialog::check()
{
    const places::Place whole = place();
    places::Place part;
    QString first;
    const auto say = [&](FieldNote* note, QWidget* field) {
        const std::string problem = first.isEmpty() ? part.problem() : std::string();
        QString sentence = QString::fromStdString(problem);
        if (!sentence.isEmpty()) {
            sentence[0] = sentence[0].toUpper();
            sentence += u'.';
            first = sentence;
        }
        note->setProblem(sentence);
        markWrong(*field, !sentence.isEmpty());
    };
    part.kind = places::PlaceKind::apart;
    part.name = whole.name;
    say(m_nameNote, m_name);
    part.kind = whole.kind;
    part.host = whole.host;
    part.folder = "/";
    say(m_hostNote, m_host);
    part.folder = whole.folder;
    say(m_folderNote, m_folder);
    part.program = whole.program;
    say(m_programNote, m_program);
    part.directives = whole.directives;
    say(m_directivesNote, m_directives);
    m_save->setEnabled(first.isEmpty());
    m_save->setToolTip(first.isEmpty() ? tr("Keep the place in the list") : first);
    m_trial->setPlace(first.isEmpty() ? std::optional(whole) : std::nullopt);
}

void PlaceDialog::accept()
{
    if (!m_save->isEnabled()) {
        return;
    }
    const QString problem = m_keep(place());
    if (problem.isEmpty()) {
        QDialog::accept();
        return;
    }
    m_nameNote->setProblem(problem); // a name that is taken, mostly
    markWrong(*m_name, true);
    m_name->setFocus();
}

} // namespace dpl::ui
