#include "shell/settings_dialog.hpp"

#include "backbones/backbone_dialog.hpp"
#include "base/dialog_size.hpp"
#include "base/font_scale.hpp"
#include "base/theme.hpp"
#include "models/backbone_text.hpp"
#include "models/device_model.hpp"
#include "settings/settings.hpp"
#include "shell/device_list.hpp"
#include "shell/where_card.hpp"
#include "widgets/card.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/fitting_scroll.hpp"
#include "widgets/least_height.hpp"
#include "widgets/number_box.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/wrapping_label.hpp"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int leastWidth = 560;
constexpr int margin = 20;
constexpr int spacing = 12;

/// Why runs cannot be made in a folder; empty if they can. The folder itself may be missing, for it is made with the
/// first run.
QString folderProblem(const QString& folder)
{
    if (folder.isEmpty())
        return SettingsDialog::tr("Choose a folder for the runs.");
    if (!QDir::isAbsolutePath(folder))
        return SettingsDialog::tr("Enter the full path of the folder, starting at the root.");
    QFileInfo nearest(folder);
    while (!nearest.exists() && !nearest.isRoot())
        nearest = QFileInfo(nearest.absolutePath());
    if (!nearest.isDir())
        return SettingsDialog::tr("%1 is a file: choose another folder.").arg(nearest.filePath());
    if (!nearest.isWritable())
        return SettingsDialog::tr("%1 is read-only: choose another folder.").arg(nearest.filePath());
    return {};
}

/// Of a folder that looks right: whether something can be made where it lies, which only trying tells. /proc looks
/// writable to root, and a share or a full quota to anybody.
QString tryFolder(const QString& folder)
{
    QFileInfo nearest(folder);
    while (!nearest.exists() && !nearest.isRoot())
        nearest = QFileInfo(nearest.absolutePath());
    const QTemporaryDir tried(nearest.filePath() + QStringLiteral("/.dpl-workbench-XXXXXX"));
    return tried.isValid() ? QString()
                           : SettingsDialog::tr("Nothing can be written to %1 (%2): choose another folder.")
                                 .arg(nearest.filePath(), tried.errorString());
}

/// A label with what it means below it, at the left of a setting.
QWidget* named(const QString& name, const QString& meaning)
{
    auto* widget = new QWidget;
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(new QLabel(name));
    auto* explanation = new SecondaryLabel(meaning);
    explanation->setWordWrap(true);
    column->addWidget(explanation);
    return widget;
}

} // namespace

SettingsDialog::SettingsDialog(
    Settings& settings, DeviceModel& devices, WhereModel& places, const PlaceAccess& access, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_theme(new SegmentedControl(this)), m_threads(new WholeNumberBox(this)),
      m_runsFolder(new QLineEdit(this)), m_folderError(new WrappingLabel(this))
{
    setWindowTitle(tr("Settings"));

    m_theme->addSegment(tr("System"), tr("Light or dark, like the desktop"));
    m_theme->addSegment(tr("Light"), tr("Always light"));
    m_theme->addSegment(tr("Dark"), tr("Always dark"));
    m_theme->setAccessibleName(known::theme().text());
    m_theme->setCurrentIndex(int(settings.value(known::theme())));
    connect(m_theme, &SegmentedControl::currentChanged, this,
        [this](int index) { m_settings.setValue(known::theme(), ThemeChoice(index)); });

    const int cores = std::max(1, QThread::idealThreadCount());
    m_threads->setRange(0, 4 * cores);
    m_threads->setSpecialValueText(tr("all cores (%1)").arg(cores));
    m_threads->setValue(settings.value(known::threads()));
    m_threads->setAccessibleName(known::threads().text());
    m_threads->setToolTip(tr("Threads that each job uses. Default: all cores. Command line: --threads"));
    connect(
        m_threads, &QSpinBox::valueChanged, this, [this](int value) { m_settings.setValue(known::threads(), value); });

    m_runsFolder->setText(QDir::toNativeSeparators(settings.value(known::runsFolder())));
    m_runsFolder->setAccessibleName(known::runsFolder().text());
    m_runsFolder->setToolTip(tr("Each run gets its own folder in here. It is created with the first run."));
    connect(m_runsFolder, &QLineEdit::textChanged, this, &SettingsDialog::checkRunsFolder);
    // Only a path that was typed to its end: on the way there, each beginning of it is a path, too.
    connect(m_runsFolder, &QLineEdit::editingFinished, this, &SettingsDialog::takeRunsFolder);
    connect(this, &QDialog::finished, this, &SettingsDialog::takeRunsFolder);
    auto* choose = new QPushButton(tr("Choose…"), this);
    choose->setAccessibleName(tr("Choose the folder for runs"));
    choose->setAutoDefault(false);
    choose->setFixedHeight(fieldHeight(*choose));
    connect(choose, &QPushButton::clicked, this, &SettingsDialog::chooseRunsFolder);
    m_folderError->setWordWrap(true);
    m_folderError->setForegroundRole(QPalette::BrightText);

    auto* appearance = new Card(tr("Appearance"), this);
    auto* themeRow = new QHBoxLayout;
    themeRow->addWidget(named(known::theme().text(), tr("Follow the desktop, or always light or dark.")), 1);
    themeRow->addWidget(m_theme);
    appearance->body()->addLayout(themeRow);

    auto* runs = new Card(tr("Runs"), this);
    runs->body()->addWidget(
        named(known::runsFolder().text(), tr("New runs are kept here; earlier ones stay where they are.")));
    auto* folderRow = new QHBoxLayout;
    folderRow->setSpacing(8);
    folderRow->addWidget(m_runsFolder, 1);
    folderRow->addWidget(choose);
    runs->body()->addLayout(folderRow);
    runs->body()->addWidget(m_folderError);

    auto* close = new PrimaryButton(tr("Close"), this);
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Settings apply at once (Esc)"));
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(close);

    m_cards = new QWidget;
    auto* cards = new QVBoxLayout(m_cards);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(spacing);
    cards->addWidget(appearance);
    cards->addWidget(makeComputingCard(devices));
    m_places = new WhereCard(places, access, this);
    cards->addWidget(m_places);
    cards->addWidget(runs);
    cards->addWidget(makeBackboneCard());
    cards->addStretch(1);
    m_scroll = new FittingScroll(m_cards);
    m_scroll->setKeepsWidth(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(spacing);
    layout->addWidget(m_scroll, 1);
    layout->addLayout(buttons);
    setMinimumWidth(forFont(*this, leastWidth));
    checkRunsFolder();
    grow();
}

void SettingsDialog::showPlaces()
{
    m_places->list()->setFocus();
    m_scroll->ensureWidgetVisible(m_places);
}

bool SettingsDialog::event(QEvent* event)
{
    const bool handled = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest) {
        grow(); // devices are found after it was opened
    }
    return handled;
}

/// Gives the cards the height that they need, as far as the window has it; beyond that they scroll.
void SettingsDialog::grow()
{
    const int width = std::max(this->width(), minimumWidth());
    const int cards = leastHeight(*m_cards, width - 2 * margin, m_cards->minimumSizeHint().height());
    const int around = 2 * margin + spacing + layout()->itemAt(1)->sizeHint().height();
    const int height = isVisible() ? std::max(this->height(), cards + around) : cards + around;
    resizeWithinParent(*this, {width, height});
}

QWidget* SettingsDialog::makeComputingCard(DeviceModel& devices)
{
    auto* card = new Card(tr("Computing"), this);
    m_device = new DeviceChooser(m_settings, devices, card);
    connect(m_device, &DeviceChooser::changed, this,
        [this] { m_settings.setValue(known::device(), QString::fromStdString(m_device->device())); });
    m_threads->setFixedWidth(forFont(*this, 160));
    m_device->setFixedWidth(m_threads->width());
    QWidget* deviceText = named(known::device().text(), tr("Jobs run on it unless their page says otherwise."));
    const auto addRow = [card](QWidget* text, QWidget* field) {
        auto* row = new QHBoxLayout;
        row->addWidget(text, 1);
        row->addWidget(field);
        card->body()->addLayout(row);
    };
    addRow(named(known::threads().text(), tr("Applies to jobs started from now on.")), m_threads);
    addRow(deviceText, m_device);
    m_device->setLabel(deviceText);
    card->body()->addWidget(new DeviceList(devices, card));
    devices.look(); // how much of their memory is free now
    return card;
}

QWidget* SettingsDialog::makeBackboneCard()
{
    auto* card = new Card(tr("Backbones"), this);
    m_backbone = new ElidedLabel(card);
    m_chooseBackbone = new QPushButton(tr("Backbones…"), card);
    m_chooseBackbone->setAccessibleName(tr("Backbones: see and choose"));
    m_chooseBackbone->setToolTip(tr("See the language models on this computer, what they need, and where they are "
                                    "searched for; choose one to train from"));
    m_chooseBackbone->setAutoDefault(false);
    m_chooseBackbone->setFixedHeight(fieldHeight(*m_chooseBackbone));
    connect(m_chooseBackbone, &QPushButton::clicked, this, &SettingsDialog::chooseBackbone);
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::backbone().key) {
            showBackbone();
        }
    });
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(new QLabel(known::backbone().text(), card));
    texts->addWidget(m_backbone);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addLayout(texts, 1);
    row->addWidget(m_chooseBackbone);
    card->body()->addLayout(row);
    showBackbone();
    return card;
}

void SettingsDialog::showBackbone()
{
    const QString path = m_settings.value(known::backbone());
    m_backbone->setText(
        path.isEmpty() ? tr("The language model that reward models are built on: none chosen yet.") : placeText(path));
}

void SettingsDialog::chooseBackbone()
{
    auto* dialog = new BackboneDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

QString SettingsDialog::enteredFolder() const
{
    return QDir::fromNativeSeparators(m_runsFolder->text().trimmed());
}

void SettingsDialog::checkRunsFolder()
{
    showFolderProblem(folderProblem(enteredFolder()));
}

void SettingsDialog::showFolderProblem(const QString& problem)
{
    m_folderError->setText(problem);
    m_folderError->setVisible(!problem.isEmpty());
}

void SettingsDialog::accept()
{
    if (takeRunsFolder())
        QDialog::accept();
    else
        m_runsFolder->setFocus();
}

bool SettingsDialog::takeRunsFolder()
{
    if (enteredFolder() == m_settings.value(known::runsFolder()))
        return true;
    QString problem = folderProblem(enteredFolder());
    if (problem.isEmpty())
        problem = tryFolder(enteredFolder());
    showFolderProblem(problem);
    if (problem.isEmpty())
        m_settings.setValue(known::runsFolder(), enteredFolder());
    return problem.isEmpty();
}

void SettingsDialog::chooseRunsFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for runs"), m_runsFolder->text());
    if (!folder.isEmpty())
        m_runsFolder->setText(QDir::toNativeSeparators(folder));
    takeRunsFolder();
}

} // namespace dpl::ui
